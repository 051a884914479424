import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-6SDSRTCP.js";import"./chunk-4T3I5ENJ.js";import"./chunk-VJSIRM4E.js";import"./chunk-EXW2HB7U.js";await r();

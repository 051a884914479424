import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-HO4AOQHY.js";import"./chunk-4T3I5ENJ.js";import"./chunk-W2SHSNVS.js";import"./chunk-EXW2HB7U.js";await r();

import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-PI4YXLYA.js";import"./chunk-AUO24LGE.js";import"./chunk-VJSIRM4E.js";import"./chunk-EXW2HB7U.js";await r();

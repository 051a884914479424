import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-K4QQRLMR.js";import"./chunk-AUO24LGE.js";import"./chunk-W2SHSNVS.js";import"./chunk-EXW2HB7U.js";await r();

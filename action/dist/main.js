import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-CMB4JWE6.js";import"./chunk-4KPCFVPR.js";import"./chunk-TXWCCOVR.js";import"./chunk-DRAHJLNF.js";await r();

import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-7XMY5KPD.js";import"./chunk-FT3L77B4.js";import"./chunk-JRLCVYUG.js";import"./chunk-ZDK2RKH3.js";await r();

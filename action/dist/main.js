import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a as r}from"./chunk-JJGV2N3L.js";import"./chunk-6WZZZDOK.js";import"./chunk-I3JCP77X.js";import"./chunk-Z6K3JGRH.js";await r();

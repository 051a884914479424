import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a}from"./chunk-6WZZZDOK.js";import"./chunk-Z6K3JGRH.js";export{a as alertFromEvent};

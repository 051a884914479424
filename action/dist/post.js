import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{b as o}from"./chunk-Z66F3XHO.js";import"./chunk-P2OBUQBU.js";await o();

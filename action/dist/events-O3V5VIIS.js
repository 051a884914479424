import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a,b}from"./chunk-FT3L77B4.js";import"./chunk-ZDK2RKH3.js";export{a as alertFromEvent,b as mappedEvent};

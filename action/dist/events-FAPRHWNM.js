import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a,b}from"./chunk-4T3I5ENJ.js";import"./chunk-EXW2HB7U.js";export{a as alertFromEvent,b as mappedEvent};

import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a,b}from"./chunk-AUO24LGE.js";import"./chunk-EXW2HB7U.js";export{a as alertFromEvent,b as mappedEvent};

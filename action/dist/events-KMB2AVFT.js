import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);
import{a,b}from"./chunk-4KPCFVPR.js";import"./chunk-DRAHJLNF.js";export{a as alertFromEvent,b as mappedEvent};

const require = process.getBuiltinModule;
import{a,b}from"./chunk-DEF2G3LG.js";import"./chunk-4IPXSRVT.js";export{a as alertFromEvent,b as mappedEvent};

const require = process.getBuiltinModule;
import{a,b}from"./chunk-PTX6VTRB.js";import"./chunk-5ESVCFVA.js";export{a as alertFromEvent,b as mappedEvent};

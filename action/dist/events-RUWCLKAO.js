const require = process.getBuiltinModule;
import{a,b}from"./chunk-IIN2PWJZ.js";import"./chunk-5ESVCFVA.js";export{a as alertFromEvent,b as mappedEvent};

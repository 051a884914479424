const require = process.getBuiltinModule;
import{a as r}from"./chunk-GHFAPTJK.js";import"./chunk-PTX6VTRB.js";import"./chunk-GVIHOJHY.js";import"./chunk-5ESVCFVA.js";await r();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-GHFAPTJK.js";import"./chunk-PTX6VTRB.js";import"./chunk-GVIHOJHY.js";import"./chunk-5ESVCFVA.js";await o();

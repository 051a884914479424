const require = process.getBuiltinModule;
import{a as r}from"./chunk-I4NNNKKT.js";import"./chunk-IIN2PWJZ.js";import"./chunk-GVIHOJHY.js";import"./chunk-5ESVCFVA.js";await r();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-ICJWF4JA.js";await r();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-5FCKS7DV.js";await r();

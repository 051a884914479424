const require = process.getBuiltinModule;
import{a as r}from"./chunk-L6N5EWTM.js";await r();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-GQQJUNGB.js";await r();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-T34S6V2F.js";await r();

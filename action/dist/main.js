const require = process.getBuiltinModule;
import{a as r}from"./chunk-2766VTXG.js";await r();

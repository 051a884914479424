const require = process.getBuiltinModule;
import{a as r}from"./chunk-7CWU2LGS.js";import"./chunk-3TDPSHWB.js";import"./chunk-LL35JFDP.js";await r();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-7L3PMANN.js";import"./chunk-DEF2G3LG.js";import"./chunk-LM4SALJE.js";import"./chunk-4IPXSRVT.js";await r();

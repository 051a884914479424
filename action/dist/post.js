const require = process.getBuiltinModule;
import{b as o}from"./chunk-7L3PMANN.js";import"./chunk-DEF2G3LG.js";import"./chunk-LM4SALJE.js";import"./chunk-4IPXSRVT.js";await o();

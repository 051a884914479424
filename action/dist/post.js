const require = process.getBuiltinModule;
import{b as o}from"./chunk-F5N6DJYA.js";import"./chunk-LM4SALJE.js";import"./chunk-4IPXSRVT.js";await o();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-ICJWF4JA.js";await o();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-L6N5EWTM.js";await o();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-5FCKS7DV.js";await o();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-2766VTXG.js";await o();

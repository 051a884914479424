const require = process.getBuiltinModule;
import{b as o}from"./chunk-7CWU2LGS.js";import"./chunk-3TDPSHWB.js";import"./chunk-LL35JFDP.js";await o();

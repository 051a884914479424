const require = process.getBuiltinModule;
import{b as o}from"./chunk-GQQJUNGB.js";await o();

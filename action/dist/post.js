const require = process.getBuiltinModule;
import{b as o}from"./chunk-T34S6V2F.js";await o();

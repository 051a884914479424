const require = process.getBuiltinModule;
import{b as o}from"./chunk-WEDPP5QC.js";await o();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-WEDPP5QC.js";await r();

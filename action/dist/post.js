const require = process.getBuiltinModule;
import{b as o}from"./chunk-VLSCKGK3.js";import"./chunk-XZ2ZRMDD.js";await o();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-VLSCKGK3.js";import"./chunk-XZ2ZRMDD.js";await r();

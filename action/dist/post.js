const require = process.getBuiltinModule;
import{b as o}from"./chunk-OFTR3EJ7.js";await o();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-OFTR3EJ7.js";await r();

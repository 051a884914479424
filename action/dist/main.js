const require = process.getBuiltinModule;
import{a as r}from"./chunk-QKL4ZKZS.js";import"./chunk-BZQWV4IP.js";await r();

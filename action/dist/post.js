const require = process.getBuiltinModule;
import{b as o}from"./chunk-QKL4ZKZS.js";import"./chunk-BZQWV4IP.js";await o();

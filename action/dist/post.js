const require = process.getBuiltinModule;
import{b as o}from"./chunk-BWYJ26OU.js";import"./chunk-BZQWV4IP.js";await o();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-BWYJ26OU.js";import"./chunk-BZQWV4IP.js";await r();

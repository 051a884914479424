const require = process.getBuiltinModule;
import{a as r}from"./chunk-2GS3CL56.js";await r();

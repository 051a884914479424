const require = process.getBuiltinModule;
import{b as o}from"./chunk-2GS3CL56.js";await o();

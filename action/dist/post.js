const require = process.getBuiltinModule;
import{b as o}from"./chunk-N3ZPWNZJ.js";import"./chunk-B7MBK3RZ.js";import"./chunk-GTAS4WBD.js";await o();

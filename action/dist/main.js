const require = process.getBuiltinModule;
import{a as r}from"./chunk-N3ZPWNZJ.js";import"./chunk-B7MBK3RZ.js";import"./chunk-GTAS4WBD.js";await r();

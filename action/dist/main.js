const require = process.getBuiltinModule;
import{a as r}from"./chunk-VJHJM2QS.js";import"./chunk-J4FDJWFL.js";import"./chunk-64UTCYAF.js";await r();

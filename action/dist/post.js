const require = process.getBuiltinModule;
import{b as o}from"./chunk-VJHJM2QS.js";import"./chunk-J4FDJWFL.js";import"./chunk-64UTCYAF.js";await o();

const require = process.getBuiltinModule;
import{b as o}from"./chunk-V65CBFMK.js";await o();

const require = process.getBuiltinModule;
import{a as r}from"./chunk-V65CBFMK.js";await r();

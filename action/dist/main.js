const require = process.getBuiltinModule;
import{a as r}from"./chunk-7BDLFF3R.js";import"./chunk-K3WP53PJ.js";import"./chunk-TLIOLPAG.js";import"./chunk-VRFIBX6Q.js";await r();

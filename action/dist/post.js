const require = process.getBuiltinModule;
import{b as o}from"./chunk-7BDLFF3R.js";import"./chunk-K3WP53PJ.js";import"./chunk-TLIOLPAG.js";import"./chunk-VRFIBX6Q.js";await o();

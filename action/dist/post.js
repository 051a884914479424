const require = process.getBuiltinModule;
import{b as o}from"./chunk-VNA3SXCD.js";import"./chunk-YE6XYC2K.js";import"./chunk-N4YFTLWR.js";await o();

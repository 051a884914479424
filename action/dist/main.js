const require = process.getBuiltinModule;
import{a as r}from"./chunk-VNA3SXCD.js";import"./chunk-YE6XYC2K.js";import"./chunk-N4YFTLWR.js";await r();

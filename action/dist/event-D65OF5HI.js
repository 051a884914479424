const require = process.getBuiltinModule;
import{A as r,z as e}from"./chunk-B7MBK3RZ.js";import"./chunk-GTAS4WBD.js";function m(t){let{reports:n,event:o,ignored:i}=r(t,e);return{alerts:n.map(({alert:p})=>p),event:o,ignored:i}}export{m as mapEvent};

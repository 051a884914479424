const require = process.getBuiltinModule;
import{A as r,z as e}from"./chunk-3TDPSHWB.js";import"./chunk-LL35JFDP.js";function m(t){let{reports:n,event:o,ignored:i}=r(t,e);return{alerts:n.map(({alert:p})=>p),event:o,ignored:i}}export{m as mapEvent};

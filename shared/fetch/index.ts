export { createRuntime, runtime, type CreateRuntimeOptions } from './runtime.ts';
export { type Fetch } from './transport.ts';

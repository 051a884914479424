export { createListener, type CreateListenerOptions, type FetchHandler } from './listener.ts';
export { createRuntime, runtime, type NodeRuntime } from './runtime.ts';
export { sleep } from './sleep.ts';
export { createTransport, type CreateTransportOptions, type NodeTransport } from './transport.ts';

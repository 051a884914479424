export { sleep } from './sleep.ts';
export { createTransport, type CreateTransportOptions, type NodeTransport } from './transport.ts';

import './jitless.ts';

export { compileTemplate, createWebhook } from 'alertbridge/webhook';

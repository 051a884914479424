import './jitless.ts';

export { createWebhook } from 'alertbridge/webhook';

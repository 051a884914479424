import { schemaOfDefinitions } from './definition.ts';

/** What a webhook's definition is, with its defaults; see {@link WebhookDefinition}. */
export const webhookDefinitionSchema = /* @__PURE__ */ schemaOfDefinitions();

export {
  ALERT_BODY_TEMPLATE,
  MAX_GIVE_UP_AFTER_MS,
  MAX_NAME_LENGTH,
  MAX_TIMEOUT_MS,
  MISSING_FIELDS,
  parseWebhookDefinition,
  WEBHOOK_METHODS,
  WEBHOOK_STATUSES,
  type ParsedWebhookDefinition,
  type WebhookDefinition,
} from './definition.ts';
export { webhookHint } from './hint.ts';
export { redactedInvocation, type Invocation, type Outcome } from './invocation.ts';
export { signingSecretFault } from './signature.ts';
export { type ResponseValidator, type ValidatorResult } from './validators.ts';
export {
  createWebhook,
  type CreateWebhookOptions,
  type Webhook,
  type WebhookDeliverOptions,
  type WebhookTestOptions,
} from './webhook.ts';
export { bearerTokenIn, headerNameFault, headerValueFault } from '../headers.ts';
export { secretFault } from '../redact.ts';
export { compileTemplate, renderTemplate, type JsonTemplate, type Rendered } from '../template.ts';

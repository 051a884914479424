/**
 * Writes what n8n shows of each node's output before it has run once: `nodes/<node>/__schema__/v<version>[/<operation>].json`.
 * A test checks that the files are those that this makes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ALERT_STATUSES, alertSchema, CHANGES } from 'alertbridge';
import { sample as sampleResult } from 'alertbridge/apicontext';
import { sample as sampleEvent } from 'alertbridge/apono';
import { sample as sampleNotification } from 'alertbridge/cloudflare';

interface Schema {
  type: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: readonly string[];
}

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const number: Schema = { type: 'number' };
const object = (properties?: Record<string, Schema>): Schema => ({
  type: 'object',
  ...(properties && { properties }),
});
const list = (items: Schema): Schema => ({ type: 'array', items });

/** All of an alert's fields are texts. */
const alert = object(
  Object.fromEntries(
    Object.keys(alertSchema.shape).map((field) => [
      field,
      field === 'status' ? { type: 'string', enum: ALERT_STATUSES } : text,
    ]),
  ),
);
const change: Schema = { type: 'string', enum: CHANGES };
/** What an event of a source has in it, by the source's own sample of one. */
function shapeOf(value: unknown): Schema {
  if (Array.isArray(value)) return list(value.length === 0 ? object() : shapeOf(value[0]));
  if (typeof value === 'number') return number;
  if (typeof value === 'boolean') return flag;
  if (value === null || typeof value !== 'object') return text;
  return object(Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field)])));
}

const triggerItem = (event: Schema) => object({ alert, change, at: number, event });
const delivery = object({
  delivered: flag,
  method: text,
  url: text,
  status: number,
  attempts: list(object({ status: number, error: text, durationMs: number })),
  attemptsLeftOut: number,
  durationMs: number,
  headers: object(),
  body: object(),
  truncated: flag,
});
const sent = object({ sent: flag, alert, change, at: number, delivery });
const invocation = object({
  sent: flag,
  alert,
  change,
  at: number,
  name: text,
  test: flag,
  outcome: text,
  reason: text,
  unresolved: list(text),
  request: object({ method: text, url: text, headers: object(), body: object() }),
  response: object({ status: number, headers: object(), body: object(), truncated: flag }),
  validators: list(
    object({ path: text, expected: list(text), found: list(text), passed: flag, reason: text }),
  ),
  delivery,
});
const destination = object({
  id: text,
  name: text,
  url: text,
  type: text,
  last_success: text,
  last_failure: text,
});
const changed = object({ id: text, action: text });

/** The schemas by their files, from `nodes/` on. */
export const OUTPUT_SCHEMAS: Readonly<Record<string, Schema>> = {
  'AlertFromEvent/__schema__/v1.0.0.json': triggerItem(object()),
  'ApiContextTrigger/__schema__/v2.0.0.json': triggerItem(shapeOf(sampleResult('FAIL'))),
  'AponoTrigger/__schema__/v2.0.0.json': triggerItem(shapeOf(sampleEvent())),
  'CloudflareTrigger/__schema__/v2.0.0.json': triggerItem(shapeOf(sampleNotification())),
  ...Object.fromEntries(
    ['send', 'raise', 'resolve'].map((operation) => [
      `Temperstack/__schema__/v1.0.0/${operation}.json`,
      sent,
    ]),
  ),
  ...Object.fromEntries(
    ['deliver', 'test'].map((operation) => [
      `WebhookDelivery/__schema__/v1.0.0/${operation}.json`,
      invocation,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({
      create: changed,
      delete: changed,
      ensure: object({ id: text, action: text, removed: list(text), left: list(text) }),
      get: destination,
      getAll: destination,
      update: object({ id: text, action: text, urlApplied: flag }),
    }).map(([operation, schema]) => [`CloudflareDestination/__schema__/v1.0.0/${operation}.json`, schema]),
  ),
};

if (process.argv[1] === import.meta.filename) {
  for (const [file, schema] of Object.entries(OUTPUT_SCHEMAS)) {
    const path = join(import.meta.dirname, '../nodes', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/** A body that the stand-in takes: an alert by the documented rules. */
export interface TakenAlert {
  alert_name: string;
  status: 'Alarm' | 'OK';
  alert_priority?: 'Critical' | 'Medium';
  alert_id?: string;
  description?: string;
  alert_url?: string;
  metric_name?: string;
  resource_id?: string;
  resource_name?: string;
  resource_type?: string;
  run_book_url?: string;
}

const REQUIRED = ['alert_name', 'status'];
const OPTIONAL = [
  'alert_priority',
  'alert_id',
  'description',
  'alert_url',
  'metric_name',
  'resource_id',
  'resource_name',
  'resource_type',
  'run_book_url',
];
const CHOICES: Record<string, string[]> = {
  status: ['Alarm', 'OK'],
  alert_priority: ['Critical', 'Medium'],
};

/**
 * Everything that is wrong with a body; nothing where it is an alert. Written from Temperstack's documentation alone and
 * not with Alertbridge's own schema, so that a mistake in that one is seen. It is strict where the documentation is
 * silent: no unknown fields, and no optional field that is empty.
 */
export function faultsOf(contentType: string | undefined, body: unknown): string[] {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    return ['Content-Type must be application/json'];
  if (body === undefined) return ['the body is not JSON'];
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return ['the body must be an object'];
  const fields = Object.entries(body as Record<string, unknown>);
  return [
    ...REQUIRED.filter((name) => !Object.hasOwn(body, name)).map((name) => `${name} is required`),
    ...fields.flatMap(([name, value]) => {
      if (!REQUIRED.includes(name) && !OPTIONAL.includes(name)) return [`${name} is not a known field`];
      if (typeof value !== 'string') return [`${name} must be a string`];
      if (value.trim() === '') return [`${name} must not be empty`];
      const choices = CHOICES[name];
      return choices === undefined || choices.includes(value)
        ? []
        : [`${name} must be ${choices.join(' or ')}`];
    }),
  ];
}

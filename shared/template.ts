const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * The value that a dotted path (`call_meta.tags.0`) leads to, `undefined` where it leads nowhere. Only a value's own
 * properties count, so a path never reaches a prototype.
 */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/**
 * Text with each `{{path.to.field}}` replaced by the field's value: text and numbers as they are, lists joined with
 * ", ", objects as JSON, and nothing where there is no value.
 */
export function renderText(template: string, values: unknown): string {
  return template.replaceAll(PLACEHOLDER, (_placeholder, path: string) => textOf(valueAt(values, path)));
}

/** An option that is a template, rendered; empty where it is not set. */
export function renderOption(template: string | undefined, values: unknown): string {
  return template ? renderText(template, values).trim() : '';
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as string | number | boolean | bigint);
}

import { valueAt } from './path.ts';

/** A placeholder of a template: `{{path.to.field}}`. */
export const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/**
 * Text with each `{{path.to.field}}` replaced by the field's value: text and numbers as they are, lists joined with
 * ", ", objects as JSON, and nothing where there is no value.
 */
export function renderText(template: string, values: unknown): string {
  return template.replaceAll(PLACEHOLDER, (_placeholder, path: string) =>
    textOf(valueAt(values, path.trim())),
  );
}

/** An option that is a template, rendered; empty where it is not set. */
export function renderOption(template: string | undefined, values: unknown): string {
  return template ? renderText(template, values).trim() : '';
}

/** A value as it stands inside a longer text. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as string | number | boolean | bigint);
}

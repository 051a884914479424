import { InvalidInputError } from './errors.ts';
import { MAX_DEPTH } from './input.ts';
import { pathFault, valueAt } from './path.ts';
import { cut } from './text.ts';

/** A placeholder of a template: `{{path.to.field}}`. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Without any of these a text is as it is. */
export const BRACES = /\{\{|\}\}/;

/** What Handlebars begins a block, a partial, a comment and the like with. */
const HANDLEBARS = /^[#/>!&^~]/;

/** What n8n's expressions begin with: `$json.name`, `$('Node').item.json.name`, `$now`. */
const N8N_EXPRESSION = /^\$(?:json\b\.?|\(|\w+)/;

/** A text taken apart: the pieces around its placeholders, one more than there are placeholders, and their paths. */
export interface TextTemplate {
  readonly literals: readonly string[];
  readonly paths: readonly string[];
}

/**
 * Text with each `{{path.to.field}}` replaced by the field's value: text and numbers as they are, lists joined with
 * ", ", objects as JSON, and nothing where there is no value.
 *
 * @throws InvalidInputError when a value is nested so deep, or so tied into itself, that it has no text.
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

/**
 * A value as it stands inside a longer text.
 *
 * @throws InvalidInputError when it is nested so deep, or so tied into itself, that it has no text.
 */
export function textOf(value: unknown): string {
  return textAtDepth(value, 0);
}

function textAtDepth(value: unknown, depth: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value as string | number | boolean | bigint);
  if (depth > MAX_DEPTH) throw withoutText();
  if (Array.isArray(value)) return value.map((item) => textAtDepth(item, depth + 1)).join(', ');
  return jsonTextOf(value);
}

/**
 * A value as JSON text.
 *
 * @throws InvalidInputError when it is not JSON: when it is tied into itself, nested without end, or holds a bigint.
 */
export function jsonTextOf(value: unknown): string {
  try {
    return (JSON.stringify(value) as string | undefined) ?? 'null';
  } catch {
    throw withoutText();
  }
}

function withoutText(): InvalidInputError {
  return new InvalidInputError('event', [
    { path: '', message: 'must be JSON: not circular, not nested without end, without bigints' },
  ]);
}

/**
 * A text with placeholders taken apart.
 *
 * @param report Is told of each fault: of a placeholder that leads nowhere by its form, and of braces that do not match.
 */
export function splitText(text: string, report: (fault: string) => void): TextTemplate {
  if (!BRACES.test(text)) return { literals: [text], paths: [] };
  const literals: string[] = [];
  const paths: string[] = [];
  let end = 0;
  PLACEHOLDER.lastIndex = 0;
  for (let match = PLACEHOLDER.exec(text); match !== null; match = PLACEHOLDER.exec(text)) {
    const { 0: placeholder, 1: inner = '', index } = match;
    const path = inner.trim();
    const fault = placeholderFault(path);
    if (fault !== undefined) report(`the placeholder ${cut(placeholder, 100)} ${fault}`);
    literals.push(text.slice(end, index));
    paths.push(path);
    end = index + placeholder.length;
  }
  literals.push(text.slice(end));
  const bracesFault = unbalancedBraces(text, literals);
  if (bracesFault !== undefined) report(bracesFault);
  return { literals, paths };
}

/** What nearly every path is, and needs no second look. */
const PLAIN_PATH = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){0,20}$/;

function placeholderFault(path: string): string | undefined {
  if (PLAIN_PATH.test(path)) return undefined;
  const expression = N8N_EXPRESSION.exec(path)?.[0];
  if (expression !== undefined) {
    const field = path.slice(expression.length);
    const example =
      expression.startsWith('$json') && pathFault(field) === undefined ? field : 'path.to.field';
    return `is an n8n expression, which is not evaluated here: name the field itself, {{${cut(example, 100)}}}`;
  }
  return HANDLEBARS.test(path)
    ? 'must be a path such as data.status: blocks, partials and comments do not exist here'
    : pathFault(path);
}

/** Braces of another language inside a string are its own affair as long as they are balanced. */
function unbalancedBraces(text: string, literals: readonly string[]): string | undefined {
  if (!literals.some((literal) => /[{}]/.test(literal))) return undefined;
  if (text.includes('{{{'))
    return 'has three braces; a placeholder has two on either side: {{path.to.field}}';
  if (literals.some((literal) => literal.includes('{{')))
    return 'opens a placeholder with {{ that no }} closes; it looks like {{path.to.field}}';
  const around = literals.join('');
  if (!around.includes('}}')) return undefined;
  const closed = around.split('}').length - around.split('{').length;
  return closed > 0
    ? 'closes a placeholder with }} that no {{ opens; it looks like {{path.to.field}}'
    : undefined;
}

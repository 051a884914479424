import { valueAt } from '../../path.ts';
import { cut, labelled, oneLine, webUrl } from '../../text.ts';

/** Reads a field of a notification's `data` by its dotted path as text; `undefined` where there is none. */
export type Read = (path: string) => string | undefined;

/** The longest text that is read, in UTF-16 units: more than a description has room for. */
const MAX_TEXT_LENGTH = 10_000;
/** How many elements of a list are shown. */
const MAX_ELEMENTS = 10;

/** Reads the fields of a value that was never checked: texts, numbers and truth values as text, lists of them joined. */
export function readerOf(value: unknown): Read {
  return (path) => textOf(valueAt(value, path));
}

/** A reader for each element of a list of objects; by default for as many as are shown. */
export function readersOf(data: object, path: string, most = MAX_ELEMENTS): Read[] {
  const list = valueAt(data, path);
  return Array.isArray(list) ? list.slice(0, most).map((element: unknown) => readerOf(element)) : [];
}

/** How many elements of a list make an id; an id that is too long is shortened by a digest later. */
const MAX_ELEMENTS_OF_ID = 1_000;

/** What identifies the elements of a list, in an order that does not depend on the list's. */
export function idsOfEach(data: object, path: string, id: (read: Read) => string | undefined): string[] {
  const ids = readersOf(data, path, MAX_ELEMENTS_OF_ID)
    .map(id)
    .filter((text) => text !== undefined);
  return [...new Set(ids)].sort();
}

/** What is said of the elements of a list, in one text, with how many more there are. */
export function textOfEach(
  data: object,
  path: string,
  say: (read: Read) => string | undefined,
): string | undefined {
  const texts = readersOf(data, path)
    .map(say)
    .filter((text) => text !== undefined && text !== '');
  return texts.length === 0 ? undefined : [...texts, ...andMore(valueAt(data, path))].join(', ');
}

function andMore(list: unknown): string[] {
  const more = Array.isArray(list) ? list.length - MAX_ELEMENTS : 0;
  return more > 0 ? [`and ${more} more`] : [];
}

/** The parts that are there, joined with a space. */
export function spaced(...parts: (string | undefined)[]): string | undefined {
  return parts.filter(Boolean).join(' ') || undefined;
}

/** A link as Cloudflare gives it: a URL, or one of its own hosts without a scheme (`dash.cloudflare.com/…`). */
export function linkOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return webUrl(/^(?:[a-z0-9-]+\.)*cloudflare\.com(?:[/?#]|$)/i.test(text) ? `https://${text}` : text);
}

export function withUnit(value: string | undefined, unit: string): string | undefined {
  return value && `${value} ${unit}`;
}

/** A measure as Cloudflare spells it: `<name>_value`, `<name>_unit` and, for most, `<name>_previous_value`. */
export function measured(read: Read, name: string, what: string): string | undefined {
  const value = read(`${name}_value`);
  if (value === undefined) return undefined;
  const before = read(`${name}_previous_value`);
  return spaced(value, read(`${name}_unit`), what, before && `(before: ${before})`);
}

const MAX_FIELDS = 50;
const MAX_DEPTH_SHOWN = 4;

/** A line for each field, those of nested objects by their path; what says nothing to a person is left out. */
export function linesOfFields(data: object): string[] {
  const lines: string[] = [];
  const left = addLines(data, [], lines);
  return left > 0 ? [...lines, `and ${left} more fields`] : lines;
}

/** @returns How many fields there was no room for. */
function addLines(data: object, path: readonly string[], lines: string[]): number {
  let left = 0;
  for (const [key, value] of Object.entries(data)) {
    if (key.endsWith('_tag') || key === 'dashboard_link') continue;
    if (lines.length >= MAX_FIELDS) {
      left++;
      continue;
    }
    const at = [...path, key.replaceAll('_', ' ')];
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      if (at.length < MAX_DEPTH_SHOWN) left += addLines(value as object, at, lines);
      continue;
    }
    const label = cut(oneLine(at.join(' ')), 100);
    const line = labelled(label.charAt(0).toUpperCase() + label.slice(1), [textOf(value)]);
    if (line !== undefined) lines.push(line);
  }
  return left;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = value
      .slice(0, MAX_ELEMENTS)
      .map(textOfElement)
      .filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : [...texts, ...andMore(value)].join(', ');
  }
  if (typeof value === 'string') return cut(value.trim(), MAX_TEXT_LENGTH) || undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Of an object in a list its plain fields, in their order: `127.0.0.1 8080 OPENED`. */
function textOfElement(element: unknown): string | undefined {
  if (element === null || typeof element !== 'object') return textOf(element);
  if (Array.isArray(element)) return undefined;
  return spaced(
    ...Object.values(element)
      .slice(0, MAX_ELEMENTS)
      .map((value: unknown) => (Array.isArray(value) ? undefined : textOf(value))),
  );
}

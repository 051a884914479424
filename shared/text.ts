import { isWebUrl } from './url.ts';

/** Text at most `length` UTF-16 units long, cut with "…" and never in the middle of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 2);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? length - 2 : length - 1)}…`;
}

/**
 * Control characters, and what overrides the direction of the text around it: a title must not look other than it reads.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** What nearly every text is, and needs no second look. */
const PLAIN = /^[\n -~]*$/;

/** Text that any receiver can show: line ends as \n, no other control characters, no lone surrogates. */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(CONTROL_CHARACTERS, '');
}

const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/;

/** Printable text on one line, without white space at its ends. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

/**
 * The beginning of a text, with room for white space and characters that will be left out: a giant text then costs no more
 * than one of some `length`.
 */
export function beginningOf(text: string, length: number): string {
  return text.trimStart().slice(0, 4 * length);
}

/** Printable text on one line, cut where it is longer than `length`. */
export function lineOf(text: string, length: number): string {
  if (text.length <= length && PLAIN_LINE.test(text)) return text;
  return cut(oneLine(beginningOf(text, length)), length);
}

/** One line `Label: one, two` of the values that are texts and not empty, each bounded; `undefined` where none is. */
export function labelled(label: string, values: readonly unknown[]): string | undefined {
  let line = '';
  for (const value of values) {
    const text = typeof value === 'string' ? lineOf(value, 1_000) : '';
    if (text !== '') line += `${line === '' ? `${label}:` : ','} ${text}`;
  }
  return line || undefined;
}

/** A link that a person can follow: the URL where it is http or https, else `undefined`. */
export function webUrl(url: unknown): string | undefined {
  return typeof url === 'string' && isWebUrl(url) ? url : undefined;
}

/** Comments, scripts and styles; one that does not end goes on to the end of the text, as in a browser. */
const UNSEEN = /<!--[^]*?(?:-->|$)|<(script|style)(?=[\s/>])[^>]*(?:$|>[^]*?(?:<\/\1\s*>|$))/gi;
const BLOCK_TAG = /<\/?(?:p|br|div|li|[uo]l|tr|table|h[1-6])(?:>|[\s/][^<>]*>)/gi;
const TAG = /<\/?[a-z][^<>]*>/gi;
const ENTITY = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,6});/gi;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * What a person reads of a piece of HTML: no tags, scripts or comments; entities decoded; blocks and breaks as line ends.
 * The time it takes grows with the length and nothing else.
 */
export function textOfHtml(html: string): string {
  if (!/[<&]/.test(html) && PLAIN_LINE.test(html)) return html;
  const text = html
    .replaceAll(UNSEEN, '')
    .replaceAll(BLOCK_TAG, '\n')
    .replaceAll(TAG, '')
    .replaceAll(ENTITY, characterOf);
  return printable(text)
    .replaceAll(/[^\S\n]{2,}|[^\S\n ]/g, ' ')
    .replaceAll(/ \n[ \n]*|\n[ \n]+/g, '\n')
    .trim();
}

function characterOf(entity: string): string {
  const name = entity.slice(1, -1);
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity;
  // 065 is decimal to it, 0x41 is not.
  const code = Number(`0${name.slice(1)}`);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

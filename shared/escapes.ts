/** A text whose escapes were decoded, and where each of its characters stood before. */
export interface Decoded {
  readonly text: string;
  /** The position, in the text before, of what has become the character at a position; its end for the end of the text. */
  positionOf(at: number): number;
}

/** What every escape begins with. */
const ESCAPING = /[%\\&+']/;

/**
 * What an escape begins with that was cut off at the end of a text, together with bytes before it that may be of the same
 * character.
 */
const UNFINISHED =
  /(?:%[c-f][0-9a-f](?:%[89ab][0-9a-f]){0,2})?(?:%(?:u[0-9a-f]{0,3}|[0-9a-f]?)|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&#?[0-9a-z]{0,7})?$/i;

/** The most that such a beginning is long. */
const MAX_UNFINISHED = 16;

/** The text without an escape that its end has cut off. */
export function withoutUnfinishedEscape(text: string): string {
  const unfinished = UNFINISHED.exec(text.slice(-MAX_UNFINISHED));
  return unfinished === null ? text : text.slice(0, text.length - unfinished[0].length);
}

const codeOf = (character: string) => character.charCodeAt(0);
const PERCENT = codeOf('%');
const BACKSLASH = codeOf('\\');
const AMPERSAND = codeOf('&');
const PLUS = codeOf('+');
const APOSTROPHE = codeOf("'");
const SPACE = codeOf(' ');
const SEMICOLON = codeOf(';');
const HASH = codeOf('#');
const SMALL_U = codeOf('u');
const SMALL_X = codeOf('x');
/** What makes a small letter of a capital one, and leaves digits as they are. */
const SMALL = 0x20;

/** What follows a backslash in JSON and JavaScript, letters in small ones, and what it stands for. */
const AFTER_BACKSLASH = new Map(
  Object.entries({
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    '"': '"',
    "'": "'",
    '\\': '\\',
    '/': '/',
  }).map(([letter, meant]) => [codeOf(letter), codeOf(meant)]),
);

/** The characters of HTML and XML that have names: by the names' first letters, the others of each and what it is. */
const REFERENCES = new Map<number, { others: number[]; meant: number }[]>();
for (const [name, meant] of Object.entries({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
})) {
  const [first = 0, ...others] = Array.from(name, codeOf);
  const alike = REFERENCES.get(first) ?? [];
  REFERENCES.set(first, [...alike, { others, meant: codeOf(meant) }]);
}

/** Longer than any escape, so that nobody looks past a text's end, which costs much. */
const PADDING = '\0'.repeat(16);

/** A surrogate that is alone becomes U+FFFD, as in a secret that is looked for. */
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });

/**
 * The text with each of its escapes decoded once; `undefined` where it has none. They are percent-encoded bytes, `%u00e4`, a
 * backslash with what follows it in JSON and JavaScript, the character references of HTML and XML, the plus of a form, and
 * the doubled apostrophe of a GitHub expression.
 *
 * It goes through the text unit by unit: an answer that is nothing but escapes costs little more than any other.
 */
export function decodeEscapes(text: string): Decoded | undefined {
  const first = text.search(ESCAPING);
  if (first < 0) return undefined;
  const before = text.slice(0, first);
  const rest = text.slice(first);
  const isShort = rest.length <= MAX_SHORT;
  const into = isShort ? SHORT : scratchFor(rest);
  const length = decodeInto(into, rest);
  if (length === undefined) return undefined;
  const own = into.units.subarray(0, length);
  const decoded = isShort
    ? (Reflect.apply(String.fromCharCode, undefined, own) as string)
    : utf16.decode(own);
  // Nearly no text has a secret in it: where in a short one is found out when it is asked for.
  let starts = isShort ? undefined : into.starts;
  return {
    text: before + decoded,
    positionOf(position) {
      if (position < first) return position;
      if (starts === undefined) {
        const again = scratchFor(rest);
        decodeInto(again, rest);
        starts = again.starts;
      }
      return first + (starts[position - first] ?? rest.length);
    },
  };
}

/** The units of a text that is being decoded, and where each of them started. */
interface Scratch {
  readonly units: Uint16Array;
  readonly starts: Uint32Array;
}

/** Nothing gets longer by being decoded. */
function scratchFor({ length }: { readonly length: number }): Scratch {
  return { units: new Uint16Array(length), starts: new Uint32Array(length + 1) };
}

/** A text that is not longer is not worth a scratch of its own. */
const MAX_SHORT = 512;
const SHORT = scratchFor({ length: MAX_SHORT });

/** How many units a text has once it is decoded; `undefined` where there is nothing to decode. */
function decodeInto({ units, starts }: Scratch, text: string): number | undefined {
  const padded = text + PADDING;
  let length = 0;
  let isDecoded = false;
  for (let at = 0; at < text.length; ) {
    const unit = padded.charCodeAt(at);
    const escape = isEscaping(unit) ? escapeAt(padded, at, unit) : NONE;
    starts[length] = at;
    if (escape === NONE) {
      units[length++] = unit;
      at++;
      continue;
    }
    isDecoded = true;
    const point = escape >> WIDTH_BITS;
    if (point > 0xffff) {
      units[length++] = 0xd7c0 + (point >> 10);
      starts[length] = at;
      units[length++] = 0xdc00 + (point & 0x3ff);
    } else {
      units[length++] = point;
    }
    at += escape & MAX_WIDTH;
  }
  starts[length] = text.length;
  return isDecoded ? length : undefined;
}

function isEscaping(unit: number): boolean {
  return unit === PERCENT || unit === BACKSLASH || unit === AMPERSAND || unit === PLUS || unit === APOSTROPHE;
}

/** No escape: what `escapeAt` gives for any other is its character and its width in one number. */
const NONE = -1;
const WIDTH_BITS = 4;
const MAX_WIDTH = (1 << WIDTH_BITS) - 1;

function escapeOf(point: number, width: number): number {
  return (point << WIDTH_BITS) | width;
}

function escapeAt(text: string, at: number, unit: number): number {
  switch (unit) {
    case PLUS:
      return escapeOf(SPACE, 1);
    case APOSTROPHE:
      return text.charCodeAt(at + 1) === APOSTROPHE ? escapeOf(APOSTROPHE, 2) : NONE;
    case PERCENT:
      return percentAt(text, at);
    case BACKSLASH:
      return backslashAt(text, at);
    default:
      return referenceAt(text, at);
  }
}

function backslashAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  const letter = next | SMALL;
  if (letter === SMALL_U) return escapedUnitAt(text, at + 2, 4);
  if (letter === SMALL_X) return escapedUnitAt(text, at + 2, 2);
  const meant = AFTER_BACKSLASH.get(next) ?? AFTER_BACKSLASH.get(letter);
  return meant === undefined ? NONE : escapeOf(meant, 2);
}

function escapedUnitAt(text: string, at: number, digits: number): number {
  const unit = hexAt(text, at, digits);
  return unit < 0 ? NONE : escapeOf(unit, 2 + digits);
}

/** A character of UTF-8 by its percent-encoded bytes; of Latin-1 where they are none. */
function percentAt(text: string, at: number): number {
  if ((text.charCodeAt(at + 1) | SMALL) === SMALL_U) return escapedUnitAt(text, at + 2, 4);
  const byte = hexAt(text, at + 1, 2);
  if (byte < 0) return NONE;
  if (byte < 0xc2 || byte > 0xf4) return escapeOf(byte, 3);
  const more = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  let point = byte & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const next = text.charCodeAt(at + 3 * index) === PERCENT ? hexAt(text, at + 3 * index + 1, 2) : -1;
    if (next >> 6 !== 0b10) return escapeOf(byte, 3);
    point = (point << 6) | (next & 0x3f);
  }
  const isOne =
    more === 1 || (more === 2 ? point > 0x7ff && point >> 11 !== 0x1b : point > 0xffff && point <= 0x10ffff);
  return isOne ? escapeOf(point, 3 * (more + 1)) : escapeOf(byte, 3);
}

/** The number that some hexadecimal digits are; -1 where one is none. */
function hexAt(text: string, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = digitOf(text.charCodeAt(index));
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

/** -1 where it is none. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | SMALL;
  return letter >= 0x61 && letter <= 0x66 && unit < 0x80 ? letter - 0x57 : -1;
}

function referenceAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === HASH) return numberedReferenceAt(text, at);
  for (const { others, meant } of REFERENCES.get(next | SMALL) ?? []) {
    const end = at + 2 + others.length;
    if (text.charCodeAt(end) === SEMICOLON && isSpelt(text, at + 2, others))
      return escapeOf(meant, end + 1 - at);
  }
  return NONE;
}

function isSpelt(text: string, at: number, letters: readonly number[]): boolean {
  return letters.every((letter, index) => (text.charCodeAt(at + index) | SMALL) === letter);
}

/** `&#228;` and `&#xe4;`. */
function numberedReferenceAt(text: string, at: number): number {
  const isHex = (text.charCodeAt(at + 2) | SMALL) === SMALL_X;
  const from = at + (isHex ? 3 : 2);
  const base = isHex ? 16 : 10;
  let point = 0;
  let end = from;
  for (; end - from < (isHex ? 6 : 7); end++) {
    const digit = digitOf(text.charCodeAt(end));
    if (digit < 0 || digit >= base) break;
    point = point * base + digit;
  }
  const isOne = end > from && text.charCodeAt(end) === SEMICOLON && point <= 0x10ffff;
  return isOne ? escapeOf(point, end + 1 - at) : NONE;
}

/** A text whose escapes were decoded, and where each of its characters stood before. */
export interface Decoded {
  readonly text: string;
  /** The position, in the text before, of what has become the character at a position; its end for the end of the text. */
  positionOf(at: number): number;
}

/**
 * One escape: percent-encoded bytes, `%u00e4`, a backslash with what follows it in JSON and JavaScript, a character
 * reference of HTML or XML, the plus of a form, or the doubled apostrophe of a GitHub expression.
 */
const ESCAPE =
  /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'\\/bfnrt])|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);|\+|''/gi;

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

const AFTER_BACKSLASH: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const REFERENCES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** The text with each of its escapes decoded once; `undefined` where it has none. */
export function decodeEscapes(text: string): Decoded | undefined {
  if (!ESCAPING.test(text)) return undefined;
  const pieces: string[] = [];
  /** The decoded text's positions from which on another shift holds, and these shifts. */
  const at: number[] = [0];
  const shifts: number[] = [0];
  let end = 0;
  let length = 0;
  const append = (piece: string, position: number) => {
    if (piece === '') return;
    pieces.push(piece);
    if (position - length !== shifts.at(-1)) {
      at.push(length);
      shifts.push(position - length);
    }
    length += piece.length;
  };
  for (const { 0: escape, index } of text.matchAll(ESCAPE)) {
    append(text.slice(end, index), end);
    const short = decodedShort(escape);
    if (short !== undefined) {
      append(short, index);
    } else {
      let position = index;
      for (const { decoded, width } of charactersOf(escape)) {
        append(decoded, position);
        position += width;
      }
    }
    end = index + escape.length;
  }
  if (end === 0) return undefined;
  append(text.slice(end), end);
  at.push(length);
  shifts.push(text.length - length);
  return { text: pieces.join(''), positionOf: (position) => position + shiftAt(position, at, shifts) };
}

/** The text without an escape that its end has cut off. */
export function withoutUnfinishedEscape(text: string): string {
  const unfinished = UNFINISHED.exec(text.slice(-MAX_UNFINISHED));
  return unfinished === null ? text : text.slice(0, text.length - unfinished[0].length);
}

const SHORT = new Map(
  Array.from({ length: 0x80 }, (_, byte) => [
    `%${byte.toString(16).padStart(2, '0')}`,
    String.fromCharCode(byte),
  ]),
);
for (const after of '"\'\\/bfnrt') SHORT.set(`\\${after}`, AFTER_BACKSLASH[after] ?? after);
SHORT.set('+', ' ');

/** The character of one of the escapes that stand in nearly every text; `undefined` where it is another one. */
function decodedShort(escape: string): string | undefined {
  return SHORT.get(escape.length === 3 ? escape.toLowerCase() : escape);
}

function* charactersOf(escape: string): Generator<{ decoded: string; width: number }> {
  if (/^%[^u]/i.test(escape)) {
    for (let at = 0; at < escape.length; ) {
      const character = percentDecodedAt(escape, at);
      yield character;
      at += character.width;
    }
  } else {
    yield { decoded: decodedOne(escape), width: escape.length };
  }
}

/** The character at a position of percent-encoded bytes: of UTF-8, or of Latin-1 where they are none. */
function percentDecodedAt(escape: string, at: number): { decoded: string; width: number } {
  const byte = parseInt(escape.slice(at + 1, at + 3), 16);
  const width = byte < 0xc0 ? 3 : byte < 0xe0 ? 6 : byte < 0xf0 ? 9 : 12;
  if (width > 3 && at + width <= escape.length) {
    try {
      return { decoded: decodeURIComponent(escape.slice(at, at + width)), width };
    } catch {
      // Not UTF-8.
    }
  }
  return { decoded: String.fromCharCode(byte), width: 3 };
}

function decodedOne(escape: string): string {
  if (escape === '+') return ' ';
  if (escape === "''") return "'";
  if (escape.startsWith('&')) {
    const code = /^&#(?:x([0-9a-f]+)|(\d+));$/i.exec(escape);
    if (code === null) return REFERENCES[escape.slice(1, -1).toLowerCase()] ?? escape;
    const [, hex, decimal] = code;
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : escape;
  }
  const code = /^(?:%u|\\[ux])([0-9a-f]+)$/i.exec(escape)?.[1];
  if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
  const after = escape.slice(1);
  return AFTER_BACKSLASH[after.toLowerCase()] ?? after;
}

/** The shift of the last position in the list that is not after the given one. */
function shiftAt(position: number, at: readonly number[], shifts: readonly number[]): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((at[middle] as number) <= position) low = middle;
    else high = middle - 1;
  }
  return shifts[low] as number;
}

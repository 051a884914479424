import { decodeEscapes, withoutUnfinishedEscape } from './escapes.ts';
import { MAX_DEPTH } from './input.ts';

/** What stands where a secret stood. */
export const MASK = '***';

/**
 * The least length of a secret, in UTF-16 units. A shorter one stands in too many words by chance for it to be kept out of
 * what is shown without making that unreadable, so it is refused where it is set.
 */
export const MIN_SECRET_LENGTH = 4;

/**
 * What is wrong with a secret's length, as the end of a sentence; `undefined` where nothing is.
 */
export function secretFault(secret: string): string | undefined {
  if (secret === '') return 'must not be empty';
  return secret.length < MIN_SECRET_LENGTH
    ? `must have at least ${MIN_SECRET_LENGTH} characters: a shorter secret could not be kept out of what is shown`
    : undefined;
}

/** Takes one set of secrets out of whatever is shown or stored. */
export interface Redactor {
  /** The text with `***` in place of each secret. */
  readonly text: (text: string) => string;
  /** The same for a text that was cut off: also what may be the beginning of a secret at its end is left out. */
  readonly beginning: (text: string) => string;
  /**
   * The same for each text in a JSON value that others have made: its values, its keys and its numbers. A secret of fewer
   * than 4 characters leaves keys alone. What is nested more than 64 levels deep is masked as a whole.
   */
  readonly value: (value: unknown) => unknown;
}

/**
 * The one gate to everything that Alertbridge says to a person or stores. A secret is found as it is, in Base64 and
 * base64url (whatever comes before and after it), in hex, and with any of its characters escaped once, twice or three times as
 * in URIs, forms, JSON, HTML and XML, as far as GitHub's runner masks secrets and further. SECURITY.md says what is not found.
 *
 * It is made once for a set of secrets; each use takes time in proportion to the text.
 */
export function redactor(secrets: readonly string[]): Redactor {
  const given = secrets.filter((secret) => secret !== '');
  if (given.length === 0) return { text: same, beginning: same, value: same };
  const spellings = spellingsOf(given);
  const longer = given.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const inKeys = longer.length === given.length ? spellings : spellingsOf(longer);
  const numbers = new Set(longer.filter((secret) => /^\d+$/.test(secret)).map(Number));
  /** What keys become: a list's elements have the same again and again. */
  type Keys = Map<string, string>;
  const keyWithout = (key: string, keys: Keys) => {
    let shown = keys.get(key);
    if (shown === undefined) keys.set(key, (shown = textWithout(key, inKeys)));
    return shown;
  };
  const valueWithout = (value: unknown, depth: number, keys: Keys): unknown => {
    if (typeof value === 'string') return textWithout(value, spellings);
    if (typeof value === 'number') return numbers.has(value) ? MASK : value;
    if (value === null || typeof value !== 'object') return value;
    if (depth > MAX_DEPTH) return MASK;
    return Array.isArray(value) ? listWithout(value, depth + 1, keys) : objectWithout(value, depth + 1, keys);
  };
  // What holds no secret, as nearly all that is JSON, is not copied.
  const listWithout = (list: unknown[], depth: number, keys: Keys): unknown[] => {
    const items = list.map((item) => valueWithout(item, depth, keys));
    return items.some((item, index) => item !== list[index]) ? items : list;
  };
  const objectWithout = (value: object, depth: number, keys: Keys): object => {
    const fields = value as Record<string, unknown>;
    const entries: [string, unknown][] = [];
    // What is no plain object may show more than its fields.
    let isChanged = Object.getPrototypeOf(value) !== Object.prototype;
    for (const key of Object.keys(fields)) {
      const item = fields[key];
      const entry: [string, unknown] = [keyWithout(key, keys), valueWithout(item, depth, keys)];
      isChanged ||= entry[0] !== key || entry[1] !== item;
      entries.push(entry);
    }
    return isChanged ? (Object.fromEntries(entries) as object) : value;
  };
  return {
    text: (text) => textWithout(text, spellings),
    beginning: (text) => textWithout(text.slice(0, startOfTail(text, spellings)), spellings),
    value: (value) => valueWithout(value, 0, new Map()),
  };
}

function same<Value>(value: Value): Value {
  return value;
}

/** A text without the secrets; for more than one text, `redactor` does the work on the secrets only once. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactor(secrets).text(text);
}

/** A JSON value without the secrets, as `Redactor.value` has it. */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  return redactor(secrets).value(value);
}

/** What is looked for. */
interface Needles {
  readonly texts: readonly string[];
  /** The length of the shortest one. No spelling of it is shorter, since nothing gets longer by being decoded. */
  readonly shortest: number;
  /** Finds the longest one at a position. */
  readonly pattern: RegExp;
}

/** How secrets are spelt where no character is escaped. */
interface Spellings {
  /** In a text as it is. */
  readonly plain: Needles;
  /** In a text whose escapes were decoded, where + and a space are one. */
  readonly decoded: Needles;
}

function spellingsOf(secrets: readonly string[]): Spellings {
  const plain = new Set(secrets.flatMap(unescapedFormsOf));
  const decoded = new Set([...plain].map((form) => form.replaceAll('+', ' ')));
  return { plain: needlesOf(plain), decoded: needlesOf(decoded) };
}

function needlesOf(forms: ReadonlySet<string>): Needles {
  const texts = [...forms].sort((a, b) => b.length - a.length);
  const nothing = '(?!)';
  return {
    texts,
    shortest: texts.at(-1)?.length ?? Infinity,
    pattern: new RegExp(texts.map(escapedForPattern).join('|') || nothing, 'g'),
  };
}

function escapedForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The forms of one secret that are not made by escaping single characters. */
function unescapedFormsOf(secret: string): string[] {
  const wellFormed = secret.toWellFormed();
  const forms = [secret, wellFormed];
  if (secret.length < MIN_SECRET_LENGTH) return forms;
  const decoded = decodeEscapes(secret)?.text;
  if (decoded !== undefined) forms.push(decoded, secret.replaceAll('+', ' '));
  const bytes = new TextEncoder().encode(wellFormed);
  forms.push(...hexOf(bytes), ...base64Of(bytes));
  // Shells and programs print these on their own: what stands between quotes, lines, what stands around the last "&".
  const pieces = [secret.replaceAll(/^"+|"+$/g, ''), ...secret.split(/\r?\n/), ...aroundLast('&', secret)];
  forms.push(...pieces.filter((piece) => piece.length >= MIN_PIECE_LENGTH));
  return forms.filter((form) => form.length >= MIN_SECRET_LENGTH);
}

/** A shorter piece of a secret is not looked for on its own. */
const MIN_PIECE_LENGTH = 6;

function aroundLast(separator: string, secret: string): string[] {
  const at = secret.lastIndexOf(separator);
  return at < 0 ? [] : [secret.slice(0, at + 1), secret.slice(at + 1)];
}

function hexOf(bytes: Uint8Array): string[] {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex, hex.toUpperCase()];
}

/**
 * The part of the secret's Base64 that is the same whatever stands before and after it. Base64 has six bits to a character,
 * so there are three such parts, by how many bytes stand before.
 */
function base64Of(bytes: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const whole = btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join(''));
    const own = whole.slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** A piece of a text, from a position up to another. */
interface Span {
  readonly from: number;
  to: number;
}

function textWithout(text: string, { plain, decoded }: Spellings): string {
  if (text.length < plain.shortest) return text;
  const spans = spansOf(text, plain);
  // Where a character of the layer stands in the text itself.
  let positionOf = (at: number) => at;
  let layer = decodeEscapes(text);
  for (let decodings = 1; layer !== undefined; decodings++) {
    const [within, outer] = [layer, positionOf];
    positionOf = (at) => outer(within.positionOf(at));
    for (const { from, to } of spansOf(within.text, decoded)) {
      spans.push({ from: positionOf(from), to: positionOf(to) });
    }
    layer = decodings < MAX_DECODINGS ? decodeEscapes(within.text) : undefined;
  }
  return masked(text, spans);
}

function masked(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  let shown = '';
  let end = -1;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    if (from > end) shown += text.slice(Math.max(end, 0), from) + MASK;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

/** How often a text is decoded: three times finds a secret in a URL that stands in JSON within JSON. */
const MAX_DECODINGS = 3;

/** All occurrences, those that overlap as one. */
function spansOf(text: string, { pattern }: Needles): Span[] {
  const spans: Span[] = [];
  let last: Span | undefined;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { index: from } = match;
    const to = from + match[0].length;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push((last = { from, to }));
    pattern.lastIndex = from + 1;
  }
  return spans;
}

/** No spelling of a character, twice escaped, is longer. */
const MAX_SPELLING = 24;

/** Where what may be the beginning of a secret starts at a text's end; the text's length where nothing does. */
function startOfTail(text: string, spellings: Spellings): number {
  const longest = spellings.plain.texts[0]?.length ?? 0;
  const skipped = Math.max(0, text.length - MAX_SPELLING * (longest + 1));
  return skipped + startInLayer(text.slice(skipped), spellings, 0);
}

function startInLayer(text: string, spellings: Spellings, decodings: number): number {
  const needles = decodings === 0 ? spellings.plain : spellings.decoded;
  let start = text.length;
  for (const end of endsOf(text)) {
    const at = tailOf(end, needles);
    if (at < end.length) start = Math.min(start, at);
    const layer = decodings < MAX_DECODINGS ? decodeEscapes(end) : undefined;
    if (layer === undefined) continue;
    const within = startInLayer(layer.text, spellings, decodings + 1);
    if (within < layer.text.length) start = Math.min(start, layer.positionOf(within));
  }
  return start;
}

/** The text, and what it is without an escape that its end has cut off, be that escaped itself. */
function endsOf(text: string): Set<string> {
  const ends = new Set([text]);
  let end = text;
  for (let times = 0; times < MAX_DECODINGS; times++) {
    end = withoutUnfinishedEscape(end);
    ends.add(end);
  }
  return ends;
}

function tailOf(text: string, { texts }: Needles): number {
  return text.length - texts.reduce((most, needle) => Math.max(most, overlap(needle, text)), 0);
}

/** How much of a needle, but not all of it, stands at a text's end (the failure function of Knuth, Morris and Pratt). */
function overlap(needle: string, text: string): number {
  const tail = text.slice(-(needle.length - 1) || text.length);
  const searched = `${needle}\uffff${tail}`;
  const lengths = new Uint32Array(searched.length);
  for (let at = 1; at < searched.length; at++) {
    let length = lengths[at - 1] as number;
    while (length > 0 && searched[at] !== searched[length]) length = lengths[length - 1] as number;
    lengths[at] = searched[at] === searched[length] ? length + 1 : length;
  }
  return Math.min(lengths.at(-1) as number, tail.length);
}

const utf8 = (text: string) => Buffer.from(text.toWellFormed());
const everyByte = (text: string) =>
  Array.from(utf8(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const perUnit = (text: string, spell: (code: number) => string) =>
  Array.from({ length: text.length }, (_, at) => spell(text.charCodeAt(at))).join('');
const hex4 = (code: number) => code.toString(16).padStart(4, '0');

/** How programs spell a text where they quote it. */
export const SPELLINGS: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'percent-encoded': (secret) => encodeURIComponent(secret.toWellFormed()),
  'percent-encoded in small letters': (secret) =>
    encodeURIComponent(secret.toWellFormed()).replaceAll(/%../g, (escape) => escape.toLowerCase()),
  'as a part of a URI': (secret) => encodeURI(secret.toWellFormed()),
  'percent-encoded with marks, as RFC 3986 has it': (secret) =>
    encodeURIComponent(secret.toWellFormed()).replaceAll(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  'with each byte percent-encoded': everyByte,
  'as a form': (secret) => new URLSearchParams([['', secret]]).toString().slice(1),
  'as JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'as JSON in ASCII with slashes escaped': (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll('/', '\\/')
      .replaceAll(/[^ -~]/g, (unit) => `\\u${hex4(unit.charCodeAt(0))}`),
  'with each unit escaped as in JSON': (secret) =>
    perUnit(secret, (code) => `\\u${hex4(code).toUpperCase()}`),
  'as HTML': (secret) =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  'as XML in ASCII': (secret) =>
    Array.from(secret, (character) =>
      /[ -%(-;=?-~]/.test(character) ? character : `&#x${(character.codePointAt(0) ?? 0).toString(16)};`,
    ).join(''),
  'in a GitHub expression': (secret) => secret.replaceAll("'", "''"),
  'in hex': (secret) => utf8(secret).toString('hex'),
  'in hex with capital letters': (secret) => utf8(secret).toString('hex').toUpperCase(),
  'in Base64': (secret) => utf8(secret).toString('base64'),
  'in base64url': (secret) => utf8(secret).toString('base64url'),
};

/** Spellings that what is already spelt otherwise goes through once more. */
export const OUTER = [
  'as it is',
  'percent-encoded',
  'percent-encoded in small letters',
  'as JSON',
  'as JSON in ASCII with slashes escaped',
  'as HTML',
  'as a form',
];

/** Everything that a text can become by being spelt once or twice; each only once. */
export function spellingsOf(text: string): string[] {
  const inner = Object.values(SPELLINGS).map((spell) => spell(text));
  const both = OUTER.flatMap((outer) => inner.map((spelt) => SPELLINGS[outer]?.(spelt) ?? spelt));
  const offsets = ['a', 'ab'].map((before) => Buffer.from(`${before}${text}z`).toString('base64'));
  return [...new Set([...inner, ...both, ...offsets])];
}

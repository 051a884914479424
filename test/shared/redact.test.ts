import fc from 'fast-check';

import { redact, redactor, redactValue, secretFault } from '../../shared/redact.ts';
import { OUTER, SPELLINGS } from '../sandbox/spellings.ts';

describe('redact', () => {
  it('hides a secret wherever it stands in a text', () => {
    expect(redact('POST /webhook/k3y failed: k3y', ['k3y'])).toBe('POST /webhook/*** failed: ***');
  });

  it.each(Object.entries(SPELLINGS))('hides a secret %s, alone and within other spellings', (_how, spell) => {
    for (const secret of [
      "pässw0rd!*'()",
      'a+b/c==',
      'say "hi"\\ <b> & more',
      'k3y😀\nline',
      'plain-t0ken_~.42',
    ]) {
      for (const outer of OUTER) {
        const spelt = SPELLINGS[outer]?.(spell(secret)) ?? '';
        const text = redact(`before ${spelt} after`, [secret]);
        expect({ outer, text: text.replace(/^before .?.?\*\*\*.{0,10} after$/, 'hidden') }).toEqual({
          outer,
          text: 'hidden',
        });
      }
    }
  });

  it('hides a secret in Base64 whatever stands before and after it', () => {
    const secret = 'wh4t-nobody-must-see';
    for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
      for (const after of ['', 'z', 'zy', 'zyx']) {
        const encoded = Buffer.from(before + secret + after).toString('base64');
        const text = redact(encoded, [secret]);
        expect(text).toContain('***');
        expect(text.replace('***', '').length).toBeLessThanOrEqual(encoded.length - 26);
      }
    }
  });

  it('hides what a secret that is encoded itself means', () => {
    expect(redact('before ab cd after', ['ab%20cd'])).toBe('before *** after');
  });

  it('hides the lines of a secret, and what stands between its quotes or around its last ampersand', () => {
    const key = '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\n-----END KEY-----';
    expect(redact('it was\n  MIIEowIBAAKCAQEA\n', [key])).toBe('it was\n  ***\n');
    expect(redact('got quoted-secret', ['"quoted-secret"'])).toBe('got ***');
    expect(redact('first-part& and second-part', ['first-part&second-part'])).toBe('*** and ***');
  });

  it('leaves no part of a secret that contains another one, or overlaps with it', () => {
    expect(redact('abc-123', ['abc', 'abc-123'])).toBe('***');
    expect(redact('begin-middle-end', ['begin-middle', 'middle-end'])).toBe('***');
    expect(redact('12121', ['1212'])).toBe('***1');
    expect(redact('121212', ['1212'])).toBe('***');
  });

  it('leaves a text alone where there is no secret, and takes an empty secret for none', () => {
    const text = 'nothing here: %21 &amp; \\u00e4 +';
    expect(redact(text, [''])).toBe(text);
    expect(redact(text, [])).toBe(text);
    expect(redact(text, ['something'])).toBe(text);
  });

  it('keeps all of the text around a secret as it was', () => {
    const around = fc.string({
      unit: fc.constantFrom('x', 'ä', '%', '2', '1', '&', ';', '\\', 'u', '+', "'", '😀'),
    });
    fc.assert(
      fc.property(around, around, (before, after) => {
        fc.pre(!/[\\%&]$/.test(before));
        expect(redact(`${before}S3CRET${after}`, ['S3CRET'])).toBe(`${before}***${after}`);
      }),
    );
  });

  it('never shows a secret, however it is spelt', () => {
    const names = Object.keys(SPELLINGS);
    const secret = fc
      .string({ unit: 'binary', minLength: 4, maxLength: 20 })
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(secret, fc.constantFrom(...names), fc.constantFrom(...OUTER), (value, inner, outer) => {
        const spelt = SPELLINGS[outer]?.(SPELLINGS[inner]?.(value) ?? '') ?? '';
        expect(redact(`<<<${spelt}>>>`, [value])).not.toContain(spelt);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws, whatever it is given', () => {
    const text = fc.string({
      unit: fc.constantFrom('%', 'u', '\\', '&', '#', ';', 'f', 'D', '8', '+', '\ud800'),
    });
    fc.assert(
      fc.property(text, text, (secret, given) => {
        expect(typeof redact(given, [secret])).toBe('string');
        expect(typeof redactor([secret]).beginning(given)).toBe('string');
      }),
    );
  });
});

describe('the beginning of a text that was cut off', () => {
  const secret = 'S3cret/wïth "marks"';

  it.each(Object.entries(SPELLINGS))('ends before a secret that stands there %s', (_how, spell) => {
    const { beginning } = redactor([secret]);
    for (const outer of OUTER) {
      const spelt = SPELLINGS[outer]?.(spell(secret)) ?? '';
      const text = `the answer: ${spelt}`;
      const firstCharacters = SPELLINGS[outer]?.(spell('S3')).length ?? 0;
      for (let length = text.length; length >= 12 + firstCharacters; length--) {
        const shown = beginning(text.slice(0, length));
        expect({ outer, length, shown: shown.replace(/\*\*\*.{0,6}$/, '') }).toEqual({
          outer,
          length,
          shown: 'the answer: ',
        });
      }
    }
  });

  it('is left as it is where nothing of the kind stands at its end', () => {
    const { beginning } = redactor([secret]);
    expect(beginning('the answer: 42')).toBe('the answer: 42');
    expect(beginning('100 %')).toBe('100 %');
  });
});

describe('redactValue', () => {
  it('hides secrets in the values and keys of a JSON value, and keeps its shape', () => {
    expect(redactValue({ list: ['k3y!', 1, null], 'is k3y!': true }, ['k3y!'])).toEqual({
      list: ['***', 1, null],
      'is ***': true,
    });
  });

  it('copies nothing that holds no secret, but gives only the fields of what is no plain object', () => {
    const value = { list: [{ name: 'a' }], text: 'b' };
    expect(redactValue(value, ['s3cret'])).toBe(value);
    const { list } = redactValue({ ...value, text: 's3cret' }, ['s3cret']) as typeof value;
    expect(list).toBe(value.list);
    const shown = redactValue([Object.assign(new Error('no s3cret'), { code: 'E' })], ['s3cret']);
    expect(shown).toEqual([{ code: 'E' }]);
  });

  it('hides a secret of digits that stands as a number', () => {
    expect(
      redactValue({ pin: 4711, big: Number('12345678901234567890'), other: 42 }, [
        '04711',
        '12345678901234567890',
      ]),
    ).toEqual({
      pin: '***',
      big: '***',
      other: 42,
    });
  });

  it('leaves the keys alone where a secret is very short', () => {
    expect(redactValue({ success: true, message: 'yes' }, ['s'])).toEqual({
      success: true,
      message: 'ye***',
    });
  });

  it('masks what is nested without end', () => {
    let deep: unknown = 'k3y!';
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(JSON.stringify(redactValue(deep, ['k3y!']))).toContain('***');
  });
});

describe('secretFault', () => {
  it.each([
    ['', 'must not be empty'],
    ['abc', 'must have at least 4 characters'],
  ])('refuses %j', (secret, why) => {
    expect(secretFault(secret)).toContain(why);
  });

  it('takes four characters', () => {
    expect(secretFault('abcd')).toBeUndefined();
  });
});

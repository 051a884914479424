import { redact } from '../../shared/index.ts';
import { redactValue } from '../../shared/redact.ts';

describe('redact', () => {
  it('hides a secret wherever it stands in a text', () => {
    expect(redact('POST /webhook/k3y failed: k3y', ['k3y'])).toBe('POST /webhook/*** failed: ***');
  });

  it.each([
    ['percent-encoded', 'a b/c', (secret: string) => encodeURIComponent(secret)],
    ['escaped as JSON', 'say "hi"\\', (secret: string) => JSON.stringify(secret)],
    ['in Base64', 'user:päss', (secret: string) => Buffer.from(secret).toString('base64')],
    ['decoded, where the secret itself is encoded', 'a%20b', () => 'a b'],
  ])('hides a secret that stands %s', (_how, secret, spell) => {
    const text = redact(`before ${spell(secret)} after`, [secret]);
    expect(text).not.toContain(spell(secret));
    expect(text).toContain('***');
  });

  it('leaves no part of a secret that contains another one', () => {
    expect(redact('abc-123', ['abc', 'abc-123'])).toBe('***');
  });

  it('leaves a text alone where there is no secret, and takes an empty secret for none', () => {
    expect(redact('nothing here', [''])).toBe('nothing here');
  });

  it('hides secrets in the keys and values of a JSON value and keeps its shape', () => {
    expect(redactValue({ list: ['k3y', 1, null], 'is k3y': true }, ['k3y'])).toEqual({
      list: ['***', 1, null],
      'is ***': true,
    });
  });
});

import { Readable } from 'node:stream';

import { authenticationErrorOf, responseIn, whyUnreached } from '../../../nodes/host/request-errors.ts';

const wrapped = (cause: unknown) => new Error('outer', { cause: new Error('middle', { cause }) });

describe('responseIn', () => {
  it("finds the target's answer however often n8n has wrapped the error", () => {
    const data = Readable.from(['no']);
    const refused = Object.assign(new Error('401'), { response: { status: 401, headers: { a: 'b' }, data } });
    expect(responseIn(wrapped(refused))).toMatchObject({ statusCode: 401, headers: { a: 'b' }, body: data });
  });

  it('finds none where there is no stream to read, and ends on a circle of causes', () => {
    expect(
      responseIn(wrapped(Object.assign(new Error('x'), { response: { status: 401, data: 'text' } }))),
    ).toBeUndefined();
    const circle = new Error('circle');
    circle.cause = circle;
    expect(responseIn(circle)).toBeUndefined();
    expect(responseIn('no error')).toBeUndefined();
  });
});

describe('authenticationErrorOf', () => {
  it.each([
    [{ code: 'EAUTH' }, 'The token endpoint refused: invalid_client'],
    [{ code: 'ESTATUS' }, 'The token endpoint did not return one.'],
  ])('says why there is no token, and what to check', (fields, says) => {
    const error = authenticationErrorOf(wrapped(Object.assign(new Error('invalid_client'), fields)));
    expect(error?.message).toContain(says);
    expect(error?.message).toContain('client secret');
  });

  it('leaves alone what is no trouble with a token', () => {
    expect(
      authenticationErrorOf(wrapped(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))),
    ).toBeUndefined();
  });
});

describe('whyUnreached', () => {
  const why = (code: string) =>
    whyUnreached(wrapped(Object.assign(new Error('x'), { code })), 'a.example.com');

  it.each([
    ['ENOTFOUND', 'a.example.com is not a known host. Is there a typo in the address?'],
    ['ECONNREFUSED', 'a.example.com refuses connections. Are the address and the port right?'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'a.example.com has a certificate that n8n does not trust.'],
    ['ESOMETHING', 'a.example.com was not reached (ESOMETHING).'],
  ])('says %s in words', (code, says) => {
    expect(why(code)).toBe(says);
  });

  it('says nothing that it does not know', () => {
    expect(whyUnreached('no error', 'a.example.com')).toBe('a.example.com was not reached.');
  });
});

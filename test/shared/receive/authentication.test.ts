import { ConfigurationError } from '../../../shared/errors.ts';
import {
  parseAuthentication,
  whyNotLetIn,
  type Authentication,
} from '../../../shared/receive/authentication.ts';
import { parseIpAllowList } from '../../../shared/receive/ip-allow-list.ts';

type Headers = Record<string, string | string[]>;

/** The status that a sender with these headers is refused with; `undefined` where it is let in. */
const refused = (authentication: Authentication, headers: Headers = {}, ip?: string, list = '') =>
  whyNotLetIn({ headers, ip }, { authentication, ipAllowList: parseIpAllowList(list) })?.status;

const basicOf = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('who may send', () => {
  it('is everyone where nothing is asked for', () => {
    expect(refused({ type: 'none' })).toBeUndefined();
  });

  it('is who shows user and password; others get 401 with a challenge, or 403', () => {
    const basic = parseAuthentication({ type: 'basic', user: 'apicontext', password: 'pass:wörd' });
    expect(refused(basic, basicOf('apicontext:pass:wörd'))).toBeUndefined();
    const urlAlphabet = Buffer.from('apicontext:pass:wörd').toString('base64url');
    expect(refused(basic, { authorization: `basic  ${urlAlphabet} ` })).toBeUndefined();
    for (const headers of [
      {},
      { authorization: '' },
      { authorization: 'Bearer x' },
      { authorization: 'Basic !' },
    ]) {
      expect(refused(basic, headers)).toBe(401);
    }
    for (const text of ['apicontext:wrong', 'someone:pass:wörd', 'apicontext', ':']) {
      expect(refused(basic, basicOf(text))).toBe(403);
    }
    expect(refused(basic, { authorization: 'Basic A' })).toBe(403);
    const challenge = whyNotLetIn({ headers: {} }, { authentication: basic, ipAllowList: [] });
    expect(challenge?.headers).toEqual({ 'www-authenticate': expect.stringMatching(/^Basic realm=/) });
  });

  it('is who shows the header secret, by whatever case of the name it was set up; 401 without it, 403 with another', () => {
    const header = parseAuthentication({ type: 'header', name: ' X-Key ', value: 's3cret' });
    expect(refused(header, { 'x-key': 's3cret' })).toBeUndefined();
    expect(refused(header, {})).toBe(401);
    expect(refused(header, { 'x-key': '' })).toBe(401);
    expect(refused(header, { 'x-key': 's3cret!' })).toBe(403);
    expect(refused(header, { 'x-key': ['s3cret', 's3cret'] })).toBe(403);
  });

  it("is who shows the secret of Cloudflare's destination, and no one else: 403", () => {
    const cloudflare = parseAuthentication({ type: 'cloudflare', secret: 's' });
    expect(refused(cloudflare, { 'cf-webhook-auth': 's' })).toBeUndefined();
    expect(refused(cloudflare, { 'cf-webhook-auth': 's, s' })).toBe(403);
    expect(refused(cloudflare, {})).toBe(403);
  });

  it('is who comes from an address on the list, whatever else it shows; a list where no address is known is a 500', () => {
    const header = parseAuthentication({ type: 'header', name: 'X-Key', value: 's3cret' });
    expect(refused(header, { 'x-key': 's3cret' }, '10.1.2.3', '::ffff:10.0.0.0/104')).toBeUndefined();
    expect(refused(header, { 'x-key': 's3cret' }, '11.1.2.3', '10.0.0.0/8')).toBe(403);
    expect(refused(header, {}, '10.1.2.3', '10.0.0.0/8')).toBe(401);
    expect(refused({ type: 'none' }, {}, undefined, '10.0.0.0/8')).toBe(500);
  });

  it('is no one by a header that every object has', () => {
    const header = parseAuthentication({ type: 'header', name: 'constructor', value: 's3cret' });
    expect(refused(header, {})).toBe(401);
  });

  it.each([
    [{ type: 'basic', user: 'a:b', password: 'p4ss-w0rd' }, /user must not have a colon/],
    [{ type: 'basic', user: 'a', password: '' }, /password must not be empty/],
    [{ type: 'basic', user: 'a', password: 'abc' }, /password must have at least 4 characters/],
    [{ type: 'header', name: 'X-Key', value: 'abc' }, /value must have at least 4 characters/],
    [{ type: 'header', name: 'X Key', value: 's3cret' }, /name is not a header name/],
    [{ type: 'header', name: 'X-Key' }, /value/],
    [{ type: 'cloudflare', secret: '' }, /secret must not be empty/],
    [{ type: 'token' }, /type/],
    [undefined, /authentication of senders/],
  ])('cannot be set up as %j', (authentication, fault) => {
    const parsing = () => parseAuthentication(authentication);
    expect(parsing).toThrow(ConfigurationError);
    expect(parsing).toThrow(fault);
    expect(parsing).not.toThrow(/p4ss-w0rd/);
  });
});

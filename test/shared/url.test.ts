import {
  isPathOf,
  isPrivateHost,
  isWebUrl,
  keysInUrl,
  secretsOfUrl,
  shownUrl,
  urlFault,
} from '../../shared/url.ts';

const hostOf = (authority: string) => new URL(`http://${authority}/`).hostname;

describe('isPrivateHost', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '[fd12:3456::1]',
    '[fe80::1]',
    'n8n',
    'my_service',
    'printer.local',
    'vault.internal',
    'api.default.svc',
    'NAS.Lan',
  ])('takes %s for one', (authority) => {
    expect(isPrivateHost(hostOf(authority))).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.169.1.1',
    '100.128.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '2130706432.example.com',
    '[2606:4700::1111]',
    '[::ffff:8.8.8.8]',
    'hooks.example.com',
    'local.example.com',
    '10.0.0.1.example.com',
  ])('does not take %s for one', (authority) => {
    expect(isPrivateHost(hostOf(authority))).toBe(false);
  });
});

describe('isWebUrl', () => {
  it.each([
    ['https://a.example/b', true],
    ['HTTP://a.example', true],
    ['ftp://a.example', false],
    ['javascript:alert(1)', false],
    ['a.example', false],
  ])('says of %s: %s', (text, is) => {
    expect(isWebUrl(text)).toBe(is);
  });
});

describe('urlFault', () => {
  it.each([
    ['https://hooks.example.com/', false, undefined],
    ['http://127.0.0.1/', false, undefined],
    ['http://n8n:5678/', false, 'must start with https:// (http:// is allowed for loopback hosts only)'],
    ['http://n8n:5678/', true, undefined],
    ['http://10.0.0.5/', true, undefined],
    [
      'http://hooks.example.com/',
      true,
      'must start with https:// (http:// is allowed for hosts of private networks only)',
    ],
    [
      'http://169.254.169.254/latest',
      true,
      'must start with https:// (http:// is allowed for hosts of private networks only)',
    ],
    ['https://user@hooks.example.com/', true, 'must not have a user name or a password in it'],
  ])('says of %s with allowHttp %s: %s', (text, allowHttp, fault) => {
    expect(urlFault(text, { allowHttp })).toBe(fault);
  });
});

describe('a URL whose path may be a key', () => {
  const url = 'https://hooks.example.com:8443/services/T0000/B1111/xoXoXo?token=q1&mode=fast';

  it.each([
    [undefined, 'https://hooks.example.com:8443/***?***'],
    ['/services', 'https://hooks.example.com:8443/services/***?***'],
    ['/services/', 'https://hooks.example.com:8443/services/***?***'],
    ['/serv', 'https://hooks.example.com:8443/***?***'],
    ['/services/T0000/B1111/xoXoXo', 'https://hooks.example.com:8443/services/T0000/B1111/xoXoXo?***'],
  ])('is shown by its origin, and its public path %s', (publicPath, shown) => {
    expect(shownUrl(url, publicPath)).toBe(shown);
  });

  it('is shown whole where there is nothing but the origin', () => {
    expect(shownUrl('https://hooks.example.com')).toBe('https://hooks.example.com/');
  });

  it('hides its pieces, but not the words that stand in many', () => {
    expect(secretsOfUrl(url)).toEqual([
      'T0000',
      'B1111',
      'xoXoXo',
      'fast',
      'q1',
      '/services/T0000/B1111/xoXoXo?token=q1&mode=fast',
    ]);
    expect(secretsOfUrl('https://ntfy.example/mytopic')).toEqual(['mytopic', '/mytopic']);
    expect(secretsOfUrl('https://hooks.example.com/in')).toEqual([]);
    expect(secretsOfUrl(url, '/services/T0000')).not.toContain('T0000');
  });

  it('knows the beginnings of its path', () => {
    expect(isPathOf(url, '/services')).toBe(true);
    expect(isPathOf(url, '/services/')).toBe(true);
    expect(isPathOf(url, '/serv')).toBe(false);
    expect(isPathOf(url, '/other')).toBe(false);
  });
});

describe('keysInUrl', () => {
  it('takes what looks like a key, and what has a telling name', () => {
    expect(keysInUrl('https://a.example/oauth/token/a1b2c3d4?code=1&mode=fast')).toEqual(['a1b2c3d4', '1']);
    expect(keysInUrl('none')).toEqual([]);
  });
});

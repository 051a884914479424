import dns from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';

import { ConfigurationError, deliver } from '../../../shared/index.ts';
import { createRuntime, createTransport } from '../../../shared/node/index.ts';
import { isPublicAddress } from '../../../shared/node/network.ts';

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:FFFF:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'fc00:1::',
    'ff02::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    '::10.0.0.1',
    'localhost',
    '',
  ])('says no to %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('says yes to %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a runtime with network: 'public'", () => {
  const runtime = createRuntime({ network: 'public' });
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await runtime.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1'])(
    'does not connect to %s, and does not try again',
    async (host) => {
      const { port } = server.address() as AddressInfo;
      for (const scheme of ['http', 'https']) {
        const sent = deliver({ url: `${scheme}://${host}:${port}/` }, runtime);
        await expect(sent).rejects.toThrow(ConfigurationError);
        await expect(sent).rejects.toThrow('leads to this machine or a private network');
      }
      expect(connections).toBe(0);
    },
  );

  it('does not connect to a name that leads elsewhere a moment later, or to two places at once', async () => {
    const { port } = server.address() as AddressInfo;
    // Public, and given to nobody.
    const outside = { address: '2000::1', family: 6 };
    const inside = { address: '127.0.0.1', family: 4 };
    const answers = [[outside], [inside], [outside, inside]];
    const lookups = jest.spyOn(dns, 'lookup').mockImplementation(((
      _name: string,
      _options: object,
      callback: (error: null, addresses: object) => void,
    ) => {
      callback(null, answers.shift() ?? []);
    }) as typeof dns.lookup);
    const url = `http://rebound.example:${port}/`;
    const impatient = createRuntime({ network: 'public', connectTimeoutMs: 200 });
    for (const attempts of [2, 1]) {
      const given = { ...impatient, retry: { baseMs: 1 } };
      await expect(deliver({ url }, given)).rejects.toThrow('leads to this machine or a private network');
      expect(lookups).toHaveBeenCalledTimes(attempts);
      lookups.mockClear();
    }
    lookups.mockRestore();
    await impatient.close();
    expect(connections).toBe(0);
  });

  it('cannot go through a proxy', () => {
    expect(() => createTransport({ network: 'public', proxy: 'http://proxy.example:8080' })).toThrow(
      ConfigurationError,
    );
  });
});

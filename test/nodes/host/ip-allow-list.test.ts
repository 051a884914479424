import { isOnAllowList, parseIpAllowList } from '../../../nodes/host/ip-allow-list.ts';

const on = (ip: string | undefined, list: string) => isOnAllowList(ip, parseIpAllowList(list));

describe('the IP allow list', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '198.51.100.0/24, 203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['2001:db8::5', '2001:db8::/32'],
    ['2001:0db8:0:0::5', '2001:db8::5'],
    ['127.0.0.1', ''],
    [undefined, ' \n'],
  ])('lets %j in with the list %j', (ip, list) => {
    expect(on(ip, list)).toBe(true);
  });

  it.each([
    ['203.0.113.8', '203.0.113.7'],
    ['203.0.114.1', '203.0.113.0/24'],
    ['2001:db9::5', '2001:db8::/32'],
    ['203.0.113.7', '2001:db8::/32'],
    [undefined, '203.0.113.7'],
    ['not an address', '0.0.0.0/0'],
  ])('keeps %j out with the list %j', (ip, list) => {
    expect(on(ip, list)).toBe(false);
  });

  it('names every entry that is no address and no range', () => {
    expect(() => parseIpAllowList('203.0.113.7, office, 10.0.0.0/40')).toThrow('office, 10.0.0.0/40');
  });
});

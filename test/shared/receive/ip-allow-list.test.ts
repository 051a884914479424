import { isOnAllowList, parseIpAllowList } from '../../../shared/receive/ip-allow-list.ts';

const on = (ip: string | undefined, list: string) => isOnAllowList(ip, parseIpAllowList(list));

describe('the IP allow list', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '198.51.100.0/24, 203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['2001:db8::5', '2001:db8::/32'],
    ['2001:0db8:0:0::5', '2001:db8::5'],
    ['10.20.30.40', '::ffff:10.0.0.0/104'],
    ['::ffff:10.20.30.40', '10.0.0.0/8'],
    ['::ffff:0a14:1e28', '10.0.0.1/8'],
    ['203.0.113.7', '::/0'],
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
    ['11.20.30.40', '::ffff:10.0.0.0/104'],
    ['2001:db8::5', '0.0.0.0/0'],
    ['203.0.113', '203.0.0.113'],
    [undefined, '203.0.113.7'],
    ['not an address', '0.0.0.0/0'],
  ])('keeps %j out with the list %j', (ip, list) => {
    expect(on(ip, list)).toBe(false);
  });

  it('takes a list of texts too, and leaves out what is blank', () => {
    expect(parseIpAllowList(['203.0.113.7', ' ', '10.0.0.0/8,::1'])).toHaveLength(3);
  });

  it('tells of a thousand wrong entries in a few', () => {
    const list = Array.from({ length: 1_000 }, (_, index) => `office-${index}`).join(' ');
    expect(() => parseIpAllowList(list)).toThrow(/office-9 and 990 more$/);
    expect(() => parseIpAllowList(`${list} one`)).toThrow('not have more than 1000 entries');
  });

  it('names every entry that is no address and no range', () => {
    expect(() => parseIpAllowList('203.0.113.7, office, 10.0.0.0/40')).toThrow('office, 10.0.0.0/40');
  });
});

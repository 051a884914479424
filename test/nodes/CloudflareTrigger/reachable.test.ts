import { whyUnreachable } from '../../../nodes/CloudflareTrigger/reachable.ts';

describe('whyUnreachable', () => {
  it.each([
    'https://n8n.example.com/webhook/1',
    'https://n8n.example.com:443/webhook/1',
    'https://n8n.example.com:80/webhook/1',
    'https://8.8.8.8/webhook/1',
    'https://[2606:4700::1111]/webhook/1',
    'https://local.example.com/',
    'https://xn--bcher-kva.example/',
  ])('has nothing against %s', (url) => {
    expect(whyUnreachable(url)).toBeUndefined();
  });

  it.each([
    ['http://n8n.example.com/webhook/1', /https/],
    ['http://n8n.example.com:443/webhook/1', /https/],
    ['https://n8n.example.com:5678/webhook/1', /port is 5678/],
    ['https://localhost/', /localhost/],
    ['https://LOCALHOST./', /localhost/],
    ['https://n8n.localhost/', /not a public host name/],
    ['https://n8n/', /not a public host name/],
    ['https://n8n.local/', /not a public host name/],
    ['https://n8n.internal/', /not a public host name/],
    ['https://router.home.arpa/', /not a public host name/],
    ['https://127.0.0.1/', /loopback/],
    ['https://127.1/', /loopback/],
    ['https://0x7f000001/', /loopback/],
    ['https://0.0.0.0/', /unspecified/],
    ['https://10.1.2.3/', /private/],
    ['https://172.16.0.1/', /private/],
    ['https://192.168.1.10/', /private/],
    ['https://169.254.169.254/', /linkLocal/],
    ['https://100.64.0.1/', /carrierGradeNat/],
    ['https://[::1]/', /loopback/],
    ['https://[fe80::1]/', /linkLocal/],
    ['https://[fd00::1]/', /uniqueLocal/],
    ['https://[::ffff:192.168.1.10]/', /private/],
  ])('says why Cloudflare cannot reach %s', (url, why) => {
    expect(whyUnreachable(url)).toMatch(why);
  });
});

import { ConfigurationError } from '../../../../shared/index.ts';
import { integrationUrlFor, parseIntegrationUrl } from '../../../../shared/systems/temperstack/index.ts';

const KEY = 's3cr3tKey';

function refusal(text: string): Error {
  try {
    parseIntegrationUrl(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}

describe('parseIntegrationUrl', () => {
  it('takes the URL as it is copied from Temperstack’s page', () => {
    expect(parseIntegrationUrl(` https://acme.temperstack.com/api/integration/webhook/${KEY}\n`)).toEqual({
      url: `https://acme.temperstack.com/api/integration/webhook/${KEY}`,
      organization: 'acme',
      apiKey: KEY,
    });
  });

  it.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000', 'https://127.8.9.1'])(
    'takes the loopback host of %s, also over http',
    (origin) => {
      expect(parseIntegrationUrl(`${origin}/api/integration/webhook/${KEY}`)).toMatchObject({
        organization: null,
        apiKey: KEY,
      });
    },
  );

  it.each([
    ['', 'is empty'],
    ['acme.temperstack.com', 'is not a URL'],
    [`http://acme.temperstack.com/api/integration/webhook/${KEY}`, 'must start with https://'],
    [`http://127.0.0.1.evil.example/api/integration/webhook/${KEY}`, 'must start with https://'],
    [`ftp://acme.temperstack.com/api/integration/webhook/${KEY}`, 'must start with https://'],
    [`https://acme.temperstak.com/api/integration/webhook/${KEY}`, "must have your organization's host"],
    [`https://temperstack.com/api/integration/webhook/${KEY}`, "must have your organization's host"],
    [`https://a.b.temperstack.com/api/integration/webhook/${KEY}`, "must have your organization's host"],
    [`https://acme.temperstack.com:8443/api/integration/webhook/${KEY}`, 'must not have a port'],
    [`https://acme.temperstack.com/api/integration/webhok/${KEY}`, 'must have the path'],
    [`https://acme.temperstack.com/api/integration/webhook/${KEY}/extra`, 'must have the path'],
    [`https://acme.temperstack.com/api/integration/webhook/${KEY}/`, 'must have the path'],
    ['https://acme.temperstack.com/api/integration/webhook/', 'must have the path'],
    [`https://acme.temperstack.com/api/integration/webhook/${KEY}?a=1`, 'must end with the API key'],
    [`https://acme.temperstack.com/api/integration/webhook/${KEY}#a`, 'must end with the API key'],
    [`https://u:p@acme.temperstack.com/api/integration/webhook/${KEY}`, 'must not have a user name'],
  ])('refuses %j, says why and shows no key', (text, why) => {
    const error = refusal(text);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.name).toBe('ConfigurationError');
    expect(error.message).toContain(why);
    expect(error.message).toContain('https://YOUR_ORG.temperstack.com/api/integration/webhook/API_KEY');
    expect(error.message).not.toContain(KEY);
  });
});

describe('integrationUrlFor', () => {
  it('builds the URL of an organization and a key', () => {
    const url = integrationUrlFor({ organization: ' Acme ', apiKey: ` ${KEY} ` });
    expect(url).toBe(`https://acme.temperstack.com/api/integration/webhook/${KEY}`);
  });

  it.each([
    ['', KEY],
    ['acme.temperstack.com', KEY],
    ['https://acme', KEY],
    ['acme/evil', KEY],
    ['-acme', KEY],
    ['acme', ''],
    ['acme', 'two words'],
    ['acme', `/api/integration/webhook/${KEY}`],
    ['acme', `${KEY}?x`],
  ])('refuses the organization %j with the key %j without showing the key', (organization, apiKey) => {
    const build = () => integrationUrlFor({ organization, apiKey });
    expect(build).toThrow(ConfigurationError);
    expect(build).not.toThrow(KEY);
  });
});

import { sample, toReports, type ApiContextResult } from 'alertbridge/apicontext';

const NAME = 'Checkout - Create order';

const link = (text: string) =>
  `<p>API Call "<a href="http://x.example/tests/test/1/">${text}</a>" failed</p>`;

function alertWith(title: string | null, description: string | null, more: Partial<ApiContextResult> = {}) {
  const context = { _notification: { title, description } };
  return toReports(sample('FAIL', { call_meta: null, context, ...more }))[0]?.alert;
}

describe('the name of a call without call_meta', () => {
  it.each([
    ['the title after its last colon', `[FAIL]: APImetrics: All Failures: ${NAME}`, null, NAME],
    ['the first link, where the title ends with it', `[FAIL]: Failures: a: b`, link('a: b'), 'a: b'],
    ['the first link, where there is no title', null, link(NAME), NAME],
    ['the title, where the first link names something else', `[FAIL]: ${NAME}`, link('Shop'), NAME],
    ['the title, where the first link is none to the call', `x: ${NAME}`, link('View details here'), NAME],
    ['the title, where the first link is an address', `x: ${NAME}`, link('http://x.example/'), NAME],
    ['the link, where the title has no colon', 'Failed', link(NAME), NAME],
    ['entities decoded', 'x: Tom &amp; Jerry', null, 'Tom & Jerry'],
    ['the call’s id, where nothing names it', 'Failed', null, 'call-7f3a9c'],
    ['the call’s id, where there is nothing at all', null, null, 'call-7f3a9c'],
    ['the call’s id, where the colon ends the title', 'Failed:', '', 'call-7f3a9c'],
  ])('is %s', (_what, title, description, name) => {
    expect(alertWith(title, description)).toMatchObject({
      alert_name: `${name} is failing`,
      resource_name: name,
    });
  });

  it('is of no interest where call_meta has one', () => {
    expect(alertWith(`x: ${NAME}`, null, { call_meta: { name: 'Get orders' } })?.alert_name).toBe(
      'Get orders is failing',
    );
  });
});

describe('the sender’s own words', () => {
  it.each([
    '<p>It broke.</p><p>Sincerely,<br>APImetrics Team</p>',
    '<p>It broke.</p><p>Sincerely, the APIContext team.</p>',
    'It broke.\nView details here: <a href="http://x.example">http://x.example</a>\nSincerely,\nAPI metrics Team\n',
    '<p>It broke.</p><p><a href="http://x.example">View details here</a></p>',
  ])('end where they say no more (%#)', (description) => {
    const lines = alertWith('[FAIL]: Shop', description)?.description?.split('\n') ?? [];
    expect(lines.slice(1, 4)).toEqual(['[FAIL]: Shop', 'It broke.', 'Call: Shop']);
  });

  it('keep what only looks like an end', () => {
    const said = alertWith('[FAIL]: Shop', '<p>Sincerely, the test team of APImetrics wrote this.</p>');
    expect(said?.description).toContain('Sincerely, the test team of APImetrics wrote this.');
  });
});

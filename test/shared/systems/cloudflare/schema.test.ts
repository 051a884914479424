import { InvalidInputError } from 'alertbridge';
import { eventOf, isTestMessage, parse, recognises, sample } from 'alertbridge/cloudflare';
import fc from 'fast-check';

const TEST_MESSAGE = {
  text: 'Hello World! This is a test message sent from https://cloudflare.com. If you can see this, your webhook is configured properly.',
};

function issuesOf(input: unknown) {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('parse', () => {
  it('takes a full notification as it is, with fields that nobody knows', () => {
    const notification = { ...sample(), brand_new: { field: 1 } };
    expect(parse(notification)).toEqual(notification);
  });

  it.each([
    ['no alert_type', { alert_type: undefined }],
    ['data: null', { data: null }],
    ['no account and no policy', { account_id: undefined, policy_id: null, policy_name: null }],
    ['no event', { alert_event: undefined }],
  ])('takes one with %s', (_what, overrides) => {
    expect(issuesOf({ ...sample(), ...overrides })).toEqual([]);
  });

  it('turns a time in milliseconds into seconds', () => {
    const seconds = 1_773_454_269;
    const timeOf = (ts: number) => parse(sample('x', 'start', { ts })).ts;
    expect([timeOf(seconds), timeOf(seconds * 1000 + 123)]).toEqual([seconds, seconds]);
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['text', '{}'],
    ['an object that says nothing', {}],
    ['an object whose words are all empty', { text: '', name: null }],
  ])('refuses %s', (_what, input) => {
    expect(issuesOf(input)).toEqual([expect.objectContaining({ path: '' })]);
  });

  it('names each wrong field by its path', () => {
    const wrong = { ...sample(), ts: '1773454269', alert_type: 7, data: 'none' };
    expect(issuesOf(wrong).map(({ path }) => path)).toEqual(['data', 'ts', 'alert_type']);
  });

  it('refuses a time that no date can have', () => {
    expect(issuesOf({ text: 'x', ts: 1e300 })).toEqual([expect.objectContaining({ path: 'ts' })]);
    expect(issuesOf({ text: 'x', ts: -1 })).toEqual([expect.objectContaining({ path: 'ts' })]);
  });

  it('parses what it has parsed to the same, and never throws anything but InvalidInputError', () => {
    const field = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.jsonValue());
    const anything = fc.record(
      { name: field, text: field, data: field, ts: fc.oneof(field, fc.double()), alert_type: field },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (input) => {
        if (issuesOf(input).length > 0) return;
        const parsed = parse(input);
        expect(parse(parsed)).toEqual(parsed);
      }),
    );
  });

  it('lets no key of the payload reach a prototype', () => {
    const input = JSON.parse(
      '{"text":"x","__proto__":{"polluted":1},"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    ) as unknown;
    parse(input);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('isTestMessage', () => {
  it('knows the test message', () => {
    expect(isTestMessage(TEST_MESSAGE)).toBe(true);
  });

  it.each([
    ['a text that says something else', { text: 'Hello World!' }],
    ['a notification that quotes it', { ...TEST_MESSAGE, alert_type: 'dos_attack_l7' }],
    ['another field with that text', { name: TEST_MESSAGE.text }],
    ['the text alone', TEST_MESSAGE.text],
    ['a list with it', [TEST_MESSAGE]],
    ['null', null],
    ['nothing', undefined],
    ['a text that is none', { text: 7 }],
  ])('is not taken in by %s', (_what, input) => {
    expect(isTestMessage(input)).toBe(false);
  });
});

describe('recognises', () => {
  it.each([
    ['a notification', sample()],
    ['one with nothing but the common fields', { name: '', text: 't', data: null, ts: 1 }],
    ['a faulty one', { name: 'x', data: 1, alert_type: 7 }],
    ['the test message', TEST_MESSAGE],
  ])('recognises %s', (_what, event) => {
    expect(recognises(event)).toBe(true);
  });

  it('recognises nothing else', () => {
    expect(recognises({ text: 'hello', name: 'x' })).toBe(false);
  });
});

describe('eventOf', () => {
  const eventOfSample = (...given: Parameters<typeof sample>) => eventOf(sample(...given));

  it('tells a start from an end, and takes what happened once for a start', () => {
    expect(eventOfSample('dos_attack_l7', 'start')).toBe('start');
    expect(eventOfSample('dos_attack_l7', 'end')).toBe('end');
    expect(eventOfSample('dos_attack_l7', 'start', { alert_event: null })).toBe('start');
  });

  it.each([
    ['new_status', 'Healthy', 'end'],
    ['new_health_status', ' HEALTHY ', 'end'],
    ['new_status', 'Unhealthy', 'start'],
    ['new_health_status', 'suspended', 'start'],
  ])('takes a health check whose %s is %j for an %s', (field, status, event) => {
    for (const alert_event of ['ALERT_STATE_EVENT_START', null]) {
      const data = { [field]: status };
      expect(eventOfSample('health_check_status_notification', 'start', { data, alert_event })).toBe(event);
    }
  });

  it('does not look at the health of anything but a health check', () => {
    expect(eventOfSample('dos_attack_l7', 'start', { data: { new_status: 'Healthy' } })).toBe('start');
  });
});

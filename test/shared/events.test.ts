import {
  alertFromApiContext,
  alertFromApono,
  alertFromEvent,
  InvalidInputError,
  sampleApiContextResult,
  sampleAponoEvent,
} from '../../shared/index.ts';

const result = sampleApiContextResult('FAIL');
const alert = alertFromApiContext(result);

function faultOf(input: unknown): InvalidInputError {
  try {
    alertFromEvent(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('alertFromEvent', () => {
  it('maps an Apono event by its shape, with its own options', () => {
    const event = sampleAponoEvent('Warning');
    expect(alertFromEvent({ body: event })).toEqual(alertFromApono(event));
    expect(alertFromEvent(event, { apono: { statusFor: { Warning: 'ignore' } } })).toBeNull();
    expect(() => alertFromEvent({ ...event, data: {} })).toThrow('Invalid Apono event');
  });

  it.each([
    ['an object', result],
    ['text', JSON.stringify(result)],
    ['the body of a request', { headers: {}, body: result }],
    ['the body of a request, as text', { headers: {}, body: JSON.stringify(result) }],
  ])('maps an APIContext result that comes as %s', (_how, input) => {
    expect(alertFromEvent(input)).toEqual(alert);
  });

  it('hands the options of its system on to the mapping', () => {
    expect(
      alertFromEvent(result, { apicontext: { scope: 'call', name: '{{call_meta.name}}' } }),
    ).toMatchObject({
      alert_name: 'Get orders',
      alert_id: 'apicontext:call-7f3a9c',
    });
  });

  it('gives null for an event that the options ignore', () => {
    expect(
      alertFromEvent(sampleApiContextResult('PASS'), { apicontext: { statusFor: { PASS: 'ignore' } } }),
    ).toBeNull();
  });

  it('says which kinds of events are known where none fits', () => {
    const { message } = faultOf({ hello: 'world' });
    expect(message).toMatch(/^Invalid event: is of no known kind; it must be /);
    expect(message).toContain('an APIContext result (call_id, result_id, result_class)');
    expect(message).toContain('a Cloudflare notification (name, data, alert_type)');
    expect(message).toContain('an Apono event (event_type, data)');
  });

  it('names the faults of an event that is of a known kind, with their paths', () => {
    const faulty = { ...result, result_class: 'BROKEN', call_meta: { tags: 'orders' } };
    expect(faultOf(faulty)).toMatchObject({
      message: expect.stringContaining('Invalid APIContext result'),
      issues: [{ path: 'call_meta.tags' }, { path: 'result_class' }],
    });
    expect(faultOf({ body: { call_id: 'c' } }).issues.map(({ path }) => path)).toEqual([
      'result_id',
      'result_class',
    ]);
  });

  it.each([
    ['text that is not JSON', '{"token": "s3cret"', 'is not valid JSON'],
    ['no text', ' ', 'is empty'],
    ['a list', [result], 'it is a list'],
    ['null', 'null', 'it is null'],
    ['a number', 7, 'it is number'],
    ['a body that is not JSON', { body: 'hello' }, 'Invalid event body: is not valid JSON'],
  ])('refuses %s and does not quote it', (_what, input, message) => {
    const fault = faultOf(input);
    expect(fault.message).toContain(message);
    expect(fault.message).not.toContain('s3cret');
  });
});

import { sample as sampleResult, sampleConformance, toReports } from 'alertbridge/apicontext';
import { sample as sampleIntegration, sampleAccessRequest, sampleAudit } from 'alertbridge/apono';
import { sample as sampleNotification } from 'alertbridge/cloudflare';
import { sample as sampleRun } from 'alertbridge/github';

import { InvalidInputError } from '../../shared/errors.ts';
import type { Source } from '../../shared/source.ts';
import { reportsFrom, SOURCES, UNTRACKED_MAPPINGS, type Mappings } from '../../shared/sources.ts';

const result = sampleResult('FAIL');

function faultOf(input: unknown, mappings?: Mappings, sources?: readonly Source[]): InvalidInputError {
  try {
    reportsFrom(input, mappings, sources);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('reportsFrom', () => {
  it.each([
    ['apicontext', result],
    ['apicontext', sampleConformance()],
    ['apono', sampleIntegration()],
    ['apono', sampleAccessRequest()],
    ['cloudflare', sampleNotification()],
    ['github', sampleRun()],
  ])('recognises an event of %s by its shape (%#)', (name, event) => {
    const recognised = reportsFrom(event);
    expect(recognised.source.name).toBe(name);
    expect(recognised.event).toEqual(recognised.source.parse(event));
    expect(recognised.reports).toEqual(recognised.source.toReports(recognised.event));
    expect(recognised.reports).toHaveLength(1);
    expect(recognised).not.toHaveProperty('ignored');
  });

  it.each([
    ['an object', result],
    ['text', JSON.stringify(result)],
    ['the body of a request', { headers: {}, body: result }],
    ['the body of a request, as text', { headers: {}, body: JSON.stringify(result) }],
  ])('takes an event that comes as %s', (_how, input) => {
    expect(reportsFrom(input).reports).toEqual(toReports(result));
  });

  it('takes an event that has a text named body, which is no request’s', () => {
    const event = sampleConformance();
    expect(event.body).toEqual(expect.any(String));
    expect(reportsFrom(event).event).toEqual(event);
    expect(reportsFrom({ body: event }).event).toEqual(event);
  });

  it('refuses what cannot be read, as it does any other fault, and no source recognises it', () => {
    const refuse = () => {
      throw new Error('s3cret');
    };
    const getters = [
      'alert_type',
      'body',
      'call_id',
      'data',
      'event_type',
      'severityNumber',
      'workflow_run',
    ].map((field) => Object.defineProperty({}, field, { enumerable: true, get: refuse }));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const input of [
      ...getters,
      new Proxy({}, { get: refuse, getOwnPropertyDescriptor: refuse }),
      proxy,
    ]) {
      expect(faultOf(input).message).not.toContain('s3cret');
      for (const source of SOURCES) {
        expect(source.recognises(input)).toBe(false);
        expect(() => source.parse(input)).toThrow(InvalidInputError);
      }
    }
  });

  it('maps as the mapping of the event’s own source says', () => {
    const mappings: Mappings = { apicontext: { scope: 'workflow', name: '{{call_meta.name}}' }, apono: {} };
    expect(reportsFrom(result, mappings).reports[0]?.alert).toMatchObject({ alert_name: 'Get orders' });
    expect(reportsFrom(sampleIntegration(), mappings).reports[0]?.alert.alert_name).toContain('Apono');
  });

  it('says why there is no alert of an event that the mapping ignores', () => {
    expect(
      reportsFrom(sampleResult('PASS'), { apicontext: { statusFor: { PASS: 'ignore' } } }),
    ).toMatchObject({ reports: [], ignored: 'the mapping ignores results of class PASS' });
    expect(reportsFrom(sampleAudit())).toMatchObject({
      reports: [],
      ignored: "the mapping does not choose the audit log's action delete",
    });
  });

  it('keeps locations apart for whoever tracks nothing', () => {
    const idFrom = (location_id: string) =>
      reportsFrom(sampleResult('FAIL', { location_id }), UNTRACKED_MAPPINGS).reports[0]?.alert.alert_id;
    expect(idFrom('oslo')).toBe('apicontext:call-7f3a9c:oslo');
    expect(idFrom('dublin')).toBe('apicontext:call-7f3a9c:dublin');
  });
});

describe('what is refused', () => {
  it.each([
    ['text that is not JSON', '{"token": "s3cret"', 'is not valid JSON'],
    ['no text', ' ', 'is empty'],
    ['a list', [result], 'it is a list'],
    ['null', 'null', 'it is null'],
    ['a number', 7, 'it is number'],
    ['nothing', undefined, 'it is undefined'],
    ['a body that is not JSON', { body: 's3cret' }, 'Invalid event: is of no known kind'],
    ['a body that is a list', { body: [result] }, 'Invalid event: is of no known kind'],
  ])('says what is wrong with %s and does not quote it', (_what, input, message) => {
    const fault = faultOf(input);
    expect(fault.message).toContain(message);
    expect(fault.message).not.toContain('s3cret');
  });

  it('says which kinds of events are known where none is near', () => {
    for (const event of [{ hello: 'world' }, { name: 'x', data: {} }, { text: 'x' }, { event_type: 'x' }]) {
      const { message } = faultOf(event);
      expect(message).toMatch(/^Invalid event: is of no known kind; /);
      expect(message).toContain('APIContext sends an APIContext result (call_id, result_id, result_class), ');
      expect(message).toContain("Apono's audit log (event_type, data.action, ");
      expect(message).toContain('; Cloudflare sends a Cloudflare notification (');
      expect(message).toContain("; GitHub sends GitHub's workflow_run event (");
    }
  });

  it.each([
    [
      'an APIContext result',
      { call_id: 'c', result_id: 'r' },
      'looks like an APIContext result, but has no result_class',
    ],
    [
      'a conformance result',
      { severityNumber: 'WARN', body: 'x', attributes: { check_name: 'hsts', category: 's' } },
      'looks like an APIContext conformance result, but has no attributes.call_id',
    ],
    [
      'an entry of the audit log',
      { event_type: 'audit', data: { actor_id: 'a', target_id: 't' } },
      "looks like Apono's audit log, but has no data.action",
    ],
    [
      'an access request',
      { event_type: 'AccessRequestFailed', data: {} },
      'looks like an access request of Apono, but has no data.id, data.requester',
    ],
    [
      'an event of an integration',
      { event_type: 'x', data: { status: 'Error', id: 'i' } },
      "looks like an event of Apono's integrations, but has no data.issues",
    ],
  ])('tells what is missing of %s, also in a request’s body', (_what, event, message) => {
    expect(faultOf(event).message).toBe(`Invalid event: ${message}`);
    expect(faultOf({ headers: {}, body: JSON.stringify(event) }).message).toBe(`Invalid event: ${message}`);
  });

  it('names the faults of an event that is of a known kind, with their paths', () => {
    const faulty = { ...result, result_class: 'BROKEN', call_meta: { tags: 'orders' } };
    expect(faultOf({ body: faulty })).toMatchObject({
      message: expect.stringContaining('Invalid APIContext result'),
      issues: [{ path: 'call_meta.tags' }, { path: 'result_class' }],
    });
  });

  it('names both sources that recognise one event', () => {
    const both = { ...result, ...sampleIntegration() };
    expect(faultOf(both).message).toBe(
      'Invalid event: could be from APIContext or from Apono: say which it is',
    );
  });

  it('names a mapping that is of no source, and what is wrong with one that is', () => {
    expect(faultOf(result, { apicontex: {} } as Mappings).message).toBe(
      'Invalid mappings: apicontex: is no source; the sources are apicontext, apono, cloudflare, github',
    );
    expect(faultOf(result, { apicontext: { scop: 'call' } as never }).message).toBe(
      'Invalid APIContext mapping: scop: is not a known field',
    );
  });
});

describe('a source of one’s own', () => {
  const mine: Source<{ beats: string[] }> = {
    name: 'mine',
    title: 'Mine',
    shapes: [{ title: 'a beat of mine', fields: ['beats'] }],
    recognises: (input) => (input as { beats?: unknown }).beats !== undefined,
    parse: (input) => input as { beats: string[] },
    matches: () => ({ matches: true, reason: null }),
    toReports: ({ beats }) =>
      beats.map((alert_name) => ({
        alert: { alert_name, status: 'Alarm', alert_id: `mine:${alert_name}` },
        reporter: '',
        kind: 'turn',
      })),
    whyIgnored: () => undefined,
    filterSchema: SOURCES[0]?.filterSchema as Source['filterSchema'],
    mappingSchema: SOURCES[0]?.mappingSchema as Source['mappingSchema'],
    sample: () => ({ beats: [] }),
  };

  it('is looked for among the others, and may make several alerts of one event, or none', () => {
    const sources = [...SOURCES, mine];
    expect(reportsFrom({ beats: ['a', 'b'] }, {}, sources).reports).toHaveLength(2);
    expect(reportsFrom({ beats: [] }, {}, sources)).toMatchObject({ ignored: 'no alert is made from it' });
    expect(reportsFrom(result, {}, sources).source.name).toBe('apicontext');
  });
});

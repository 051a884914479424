import {
  apono,
  aponoWithPaths,
  parse,
  recognises,
  sample,
  sampleAccessRequest,
  sampleAudit,
  type ParseOptions,
} from 'alertbridge/apono';

import { InvalidInputError } from '../../../../shared/errors.ts';

function faultsOf(input: unknown, options?: ParseOptions): readonly { path: string; message: string }[] {
  try {
    parse(input, options);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parse', () => {
  it.each(['Error', 'Warning', 'Active'] as const)(
    'takes the documented event with status %s as it is',
    (status) => {
      const event = sample(status);
      expect(parse(event)).toEqual(event);
    },
  );

  it('needs only the status and the id or the name, and keeps fields that it does not know', () => {
    expect(parse({ data: { id: 'i', status: 'Error' } })).toEqual({
      data: { id: 'i', status: 'Error', issues: [] },
    });
    expect(parse({ data: { name: 'n', status: 'Error', owner: { team: 'x' } }, region: 'eu' })).toEqual({
      data: { name: 'n', status: 'Error', issues: [], owner: { team: 'x' } },
      region: 'eu',
    });
  });

  it.each([1_773_454_269.412, '1773454269.412', '2026-03-14T02:11:09Z', null])(
    'takes the time %s',
    (event_time) => {
      expect(parse({ ...sample(), event_time })).toMatchObject({ event_time });
    },
  );

  it.each([
    ['status', { status: ' warning ' }, { status: 'Warning' }],
    ['an id that is a number', { id: 42 }, { id: '42' }],
    ['issues that are null', { issues: null }, { issues: [] }],
    ['issues that are an empty text', { issues: '' }, { issues: [] }],
    ['one issue alone', { issues: { message: 'm' } }, { issues: [{ message: 'm' }] }],
    [
      'bare messages',
      { issues: ['m', { status: 'Error' }] },
      { issues: [{ message: 'm' }, { status: 'Error' }] },
    ],
    ['one bare message', { issues: 'm' }, { issues: [{ message: 'm' }] }],
  ])("reads what a customer's template may make of it: %s", (_what, given, read) => {
    expect(parse(sample('Error', given as never)).data).toMatchObject(read);
  });

  it('names every fault by its path', () => {
    const faulty = { event_time: true, data: { name: 7, status: 'Broken', issues: [{ message: 1 }] } };
    expect(new Set(faultsOf(faulty).map(({ path }) => path))).toEqual(
      new Set(['event_time', 'data.name', 'data.status', 'data.issues.0.message', 'data.id']),
    );
    expect(faultsOf({ data: { status: 'x', id: ' ' } })).toEqual([
      { path: 'data.status', message: 'must be one of Error, Warning, Active' },
      { path: 'data.id', message: expect.stringContaining('or else the name') },
    ]);
    expect(faultsOf({}).map(({ path }) => path)).toEqual(['data']);
    expect(faultsOf([]).map(({ path }) => path)).toEqual(['']);
    expect(faultsOf('text').map(({ path }) => path)).toEqual(['']);
  });

  describe('with fields that a customer has moved', () => {
    const moved = {
      kind: 'integration',
      integration: { uuid: 'i-1', label: 'AWS', kind: 'aws-account' },
      state: 'error',
      at: 12.5,
      problems: [{ level: 'Error', text: 'no role' }, 'bare'],
    };
    const paths = {
      event_type: 'kind',
      event_time: 'at',
      id: 'integration.uuid',
      name: ' integration.label ',
      type: 'integration.kind',
      status: 'state',
      issues: 'problems',
      issue_status: 'level',
      issue_message: 'text',
    };

    it('finds them where the paths say, and gives them in the documented shape', () => {
      expect(parse(moved, { paths })).toMatchObject({
        event_type: 'integration',
        event_time: 12.5,
        data: {
          id: 'i-1',
          name: 'AWS',
          type: 'aws-account',
          status: 'Error',
          issues: [{ status: 'Error', message: 'no role' }, { message: 'bare' }],
        },
        integration: moved.integration,
      });
    });

    it('looks for the others where the documentation has them', () => {
      const event = { ...sample('Error'), state: 'Active' };
      expect(parse(event, { paths: { status: 'state', id: '' } }).data).toMatchObject({
        status: 'Active',
        id: event.data.id,
        issues: event.data.issues,
      });
    });

    it('names a fault by the path at which it was looked for', () => {
      expect(
        faultsOf({ ...moved, state: 'x', problems: [{ text: 1 }] }, { paths }).map(({ path }) => path),
      ).toEqual(['state', 'problems.0.message']);
    });
  });
});

describe('recognises', () => {
  it.each([
    [sample(), true],
    [sampleAccessRequest(), true],
    [sampleAudit(), true],
    [{ event_type: 'x', data: { status: null, issues: null } }, true],
    [{ event_type: 'x', data: {} }, false],
    [{ data: { status: 'Error', issues: [] } }, false],
    [{ event_type: 'AccessRequestFailed', data: { id: '1' } }, false],
    [{ event_type: 'Requested', data: { id: '1', requester: {} } }, false],
    [{ event_type: 'audits', data: { action: 'a', actor_id: 'b', target_id: 'c' } }, false],
    [{ event_type: 'x', data: [] }, false],
    [[], false],
    [null, false],
    ['text', false],
  ])('says of %j: %s', (event, expected) => {
    expect(recognises(event)).toBe(expected);
  });
});

describe('an access request and an entry of the audit log', () => {
  it('are read as they are', () => {
    expect(parse(sampleAccessRequest())).toEqual(sampleAccessRequest());
    expect(parse(sampleAudit())).toEqual(sampleAudit());
  });

  it('have faults of their own', () => {
    expect(faultsOf({ event_type: 'AccessRequestFailed', data: { access_groups: {} } })).toEqual([
      { path: 'data.id', message: 'must be text or a number' },
      { path: 'data.access_groups', message: expect.stringContaining('array') },
    ]);
    expect(faultsOf({ event_type: 'audit', data: { actor_name: 7 } }).map(({ path }) => path)).toEqual([
      'data.action',
      'data.actor_name',
    ]);
  });
});

describe('a source with moved fields', () => {
  it('is Apono but for how it reads its events', () => {
    const source = aponoWithPaths({ status: 'state' });
    const event = source.parse({ state: 'error', data: { id: 'i-1' } });
    expect(event.data).toMatchObject({ id: 'i-1', status: 'Error' });
    expect(source.toReports(event)).toHaveLength(1);
    const { name, title, shapes, mappingSchema } = apono;
    expect(source).toMatchObject({ name, title, shapes, mappingSchema });
  });
});

describe('what no one would send', () => {
  const circle: Record<string, unknown> = { event_type: 'x' };
  circle['data'] = circle;

  it.each([
    [undefined],
    [null],
    [7],
    [[]],
    [{ data: null }],
    [{ data: 'text' }],
    [{ data: [] }],
    [{ event_type: 'audit', data: null }],
    [{ event_type: 'AccessRequestFailed' }],
    [{ event_type: {}, data: { id: {}, status: [], issues: [null, 7, [[]]] } }],
    [{ data: { id: 'i', status: 'Error', issues: Array.from({ length: 100_000 }, () => 7) } }],
    [{ data: { id: 'i', status: 'Error', name: 'x'.repeat(1_000_000) } }],
    [circle],
  ])('is refused as invalid, whatever it is (%#)', (input) => {
    expect(() => parse(input)).toThrow(InvalidInputError);
    expect(() => parse(input, { paths: { status: 'data.data.data', issues: 'data' } })).toThrow(
      InvalidInputError,
    );
    expect(faultsOf(input).length).toBeLessThanOrEqual(50);
  });
});

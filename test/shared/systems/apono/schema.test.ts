import {
  aponoEventSchema,
  InvalidInputError,
  parseAponoEvent,
  resemblesAponoEvent,
  sampleAponoEvent,
  type ParseAponoOptions,
} from '../../../../shared/index.ts';

function faultsOf(input: unknown, options?: ParseAponoOptions): readonly { path: string; message: string }[] {
  try {
    parseAponoEvent(input, options);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseAponoEvent', () => {
  it.each(['Error', 'Warning', 'Active'] as const)(
    'takes the documented event with status %s as it is',
    (status) => {
      const event = sampleAponoEvent(status);
      expect(parseAponoEvent(event)).toEqual(event);
      expect(aponoEventSchema.parse(event)).toEqual(event);
    },
  );

  it('needs only the status and the id or the name, and keeps fields that it does not know', () => {
    expect(parseAponoEvent({ data: { id: 'i', status: 'Error' } })).toEqual({
      data: { id: 'i', status: 'Error', issues: [] },
    });
    expect(
      parseAponoEvent({ data: { name: 'n', status: 'Error', owner: { team: 'x' } }, region: 'eu' }),
    ).toEqual({
      data: { name: 'n', status: 'Error', issues: [], owner: { team: 'x' } },
      region: 'eu',
    });
  });

  it.each([1_773_454_269.412, '1773454269.412', '2026-03-14T02:11:09Z', null])(
    'takes the time %s',
    (event_time) => {
      expect(parseAponoEvent({ ...sampleAponoEvent(), event_time })).toMatchObject({ event_time });
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
    expect(parseAponoEvent(sampleAponoEvent('Error', given as never)).data).toMatchObject(read);
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
      expect(parseAponoEvent(moved, { paths })).toMatchObject({
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
      const event = { ...sampleAponoEvent('Error'), state: 'Active' };
      expect(parseAponoEvent(event, { paths: { status: 'state', id: '' } }).data).toMatchObject({
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

describe('resemblesAponoEvent', () => {
  it.each([
    [sampleAponoEvent(), true],
    [{ event_type: 'x', data: {} }, true],
    [{ data: { issues: [] } }, true],
    [{ data: { status: 'Error' } }, false],
    [{ event_type: 'x', data: [] }, false],
    [{ event_type: 'x' }, false],
  ])('says of %j: %s', (event, expected) => {
    expect(resemblesAponoEvent(event)).toBe(expected);
  });
});

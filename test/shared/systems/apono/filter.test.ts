import {
  InvalidInputError,
  matchesApono,
  sampleAponoEvent,
  type AponoFilter,
} from '../../../../shared/index.ts';

const event = sampleAponoEvent('Warning');

describe('matchesApono', () => {
  it.each<[string, AponoFilter]>([
    ['nothing in particular', {}],
    ['empty lists', { integrations: [], types: [], statuses: [] }],
    ['its status', { statuses: ['Error', 'Warning'] }],
    ['its type in another case', { types: ['AWS-Account'] }],
    ["its integration's name", { integrations: ['AWS Production'] }],
    ["its integration's id", { integrations: [event.data.id ?? ''] }],
    ['all of them', { statuses: ['Warning'], types: ['aws-account'], integrations: ['x', 'AWS Production'] }],
  ])('lets an event through that is asked for by %s', (_what, filter) => {
    expect(matchesApono(event, filter)).toEqual({ matches: true, reason: null });
  });

  it.each<[AponoFilter, string]>([
    [{ statuses: ['Error'] }, 'status is Warning, not Error'],
    [{ types: ['gcp', 'azure'] }, 'type is aws-account, not one of gcp, azure'],
    [
      { integrations: ['aws production'] },
      `integration is AWS Production, ${event.data.id}, not aws production`,
    ],
    [{ statuses: ['Warning'], types: ['gcp'] }, 'type is aws-account, not gcp'],
  ])('keeps it out by %j and says why', (filter, reason) => {
    expect(matchesApono(event, filter)).toEqual({ matches: false, reason });
  });

  it('refuses a filter that is none', () => {
    expect(() => matchesApono(event, { statuses: ['Broken'] } as never)).toThrow(InvalidInputError);
  });
});

import { matches, sample, sampleAccessRequest, sampleAudit, type Filter } from 'alertbridge/apono';

import { InvalidInputError } from '../../../../shared/errors.ts';

const event = sample('Warning');

describe('matches', () => {
  it.each<[string, Filter]>([
    ['nothing in particular', {}],
    ['empty lists', { integrations: [], types: [], statuses: [] }],
    ['its status', { statuses: ['Error', 'Warning'] }],
    ['its type in another case', { types: ['AWS-Account'] }],
    ["its integration's name", { integrations: ['AWS Production'] }],
    ["its integration's id", { integrations: [event.data.id ?? ''] }],
    ['all of them', { statuses: ['Warning'], types: ['aws-account'], integrations: ['x', 'AWS Production'] }],
  ])('lets an event through that is asked for by %s', (_what, filter) => {
    expect(matches(event, filter)).toEqual({ matches: true, reason: null });
  });

  it.each<[Filter, string]>([
    [{ statuses: ['Error'] }, 'status is Warning, not Error'],
    [{ types: ['gcp', 'azure'] }, 'type is aws-account, not one of gcp, azure'],
    [
      { integrations: ['aws production'] },
      `integration is AWS Production, ${event.data.id}, not aws production`,
    ],
    [{ statuses: ['Warning'], types: ['gcp'] }, 'type is aws-account, not gcp'],
  ])('keeps it out by %j and says why', (filter, reason) => {
    expect(matches(event, filter)).toEqual({ matches: false, reason });
  });

  it('refuses a filter that is none', () => {
    expect(() => matches(event, { statuses: ['Broken'] } as never)).toThrow(InvalidInputError);
  });

  it('asks an access request for the integrations that access is wanted to', () => {
    const request = sampleAccessRequest();
    expect(matches(request, { integrations: ['Orders'], types: ['PostgreSQL'] }).matches).toBe(true);
    expect(matches(request, { integrations: ['integration-1'] }).matches).toBe(true);
    expect(matches(request, { types: ['aws-account'] })).toEqual({
      matches: false,
      reason: 'type is postgresql, not aws-account',
    });
  });

  it('asks the audit log for the integration that something was done to', () => {
    const done = sampleAudit('edit', { target_type: 'integration', target_id: 'i-1', target_name: 'Orders' });
    expect(matches(done, { integrations: ['Orders'] }).matches).toBe(true);
    expect(matches(done, { integrations: ['i-1'] }).matches).toBe(true);
    expect(matches(sampleAudit(), { integrations: ['Orders'] })).toEqual({
      matches: false,
      reason: 'integration is missing, not Orders',
    });
  });

  it('asks for a status only where there is one, and for kinds of events everywhere', () => {
    for (const event of [sampleAccessRequest(), sampleAudit()]) {
      expect(matches(event, { statuses: ['Active'] }).matches).toBe(true);
      expect(matches(event, { events: ['integration'] }).matches).toBe(false);
    }
    expect(matches(sampleAudit(), { events: ['access-request', 'audit'] }).matches).toBe(true);
    expect(matches(sampleAudit(), { events: ['access-request'] }).reason).toBe(
      'event is audit, not access-request',
    );
  });
});

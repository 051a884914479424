import {
  isAccessRequest,
  isAudit,
  parse,
  REQUEST_STAGES,
  sample,
  sampleAccessRequest,
  sampleAudit,
  toReports,
  whyIgnored,
  type AponoEvent,
  type Mapping,
} from 'alertbridge/apono';

import type { Alert } from '../../../../shared/alert.ts';

const alertOf = (event: AponoEvent, mapping?: Mapping): Alert | undefined =>
  toReports(event, mapping)[0]?.alert;

describe('toReports', () => {
  it.each([
    ['Error', 'Alarm', 'Critical'],
    ['Warning', 'Alarm', 'Medium'],
    ['Active', 'OK', undefined],
  ] as const)('makes of %s: %s, priority %s', (status, expected, priority) => {
    const alert = alertOf(sample(status));
    expect(alert).toMatchObject({ status: expected });
    expect(alert?.alert_priority).toBe(priority);
  });

  it('is one alert for one integration: id and name do not depend on the status', () => {
    const alerts = (['Warning', 'Error', 'Active'] as const).map((status) => alertOf(sample(status)));
    expect(new Set(alerts.map((alert) => alert?.alert_id))).toEqual(
      new Set(['apono:3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11']),
    );
    expect(new Set(alerts.map((alert) => alert?.alert_name))).toEqual(
      new Set(['Apono integration AWS Production is failing']),
    );
  });

  it('says what a person needs: the status, each issue, the integration, the time', () => {
    expect(alertOf(sample('Error'))).toEqual({
      alert_name: 'Apono integration AWS Production is failing',
      status: 'Alarm',
      alert_priority: 'Critical',
      alert_id: 'apono:3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11',
      description: [
        'Error: integration AWS Production',
        '- Error: The connector cannot assume the role arn:aws:iam::123456789012:role/apono',
        '- Warning: The permissions of 3 resources could not be read',
        'Type: aws-account',
        'Id: 3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11',
        'Time: 2026-03-14T02:11:09.412Z',
        'Event: integration_status_changed',
      ].join('\n'),
      metric_name: 'Integration status',
      resource_id: '3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11',
      resource_name: 'AWS Production',
      resource_type: 'Integration',
    });
  });

  it('lists the first twenty issues and says how many more there are', () => {
    const issues = Array.from({ length: 25 }, (_, index) => ({ message: `issue\n${index}` }));
    const description = alertOf(sample('Error', { issues }))?.description ?? '';
    expect(description.match(/^- /gm)).toHaveLength(21);
    expect(description).toContain('- issue 19\n- and 5 more');
  });

  it.each([
    ['1773454269.412', '2026-03-14T02:11:09.412Z'],
    ['yesterday', 'yesterday'],
    [1e20, '100000000000000000000'],
  ])('shows the time %s as %s', (event_time, shown) => {
    expect(alertOf({ ...sample(), event_time })?.description).toContain(`Time: ${shown}`);
  });

  it('goes by the name where there is no id', () => {
    const alert = alertOf(parse({ data: { name: 'AWS', status: 'Error' } }));
    expect(alert).toMatchObject({
      alert_id: 'apono:AWS',
      alert_name: 'Apono integration AWS is failing',
      resource_name: 'AWS',
    });
    expect(alert).not.toHaveProperty('resource_id');
  });

  it('maps as its options say, and makes no alert of a status that is ignored', () => {
    const event = sample('Warning');
    expect(toReports(event, { statusFor: { Warning: 'ignore' } })).toEqual([]);
    expect(whyIgnored(event, { statusFor: { Warning: 'ignore' } })).toBe(
      'the mapping ignores integrations of status Warning',
    );
    expect(whyIgnored(event)).toBeUndefined();
    expect(
      alertOf(event, {
        priorityFor: { Warning: 'Critical' },
        name: '{{data.name}} ({{data.type}})',
        description: '{{data.status}}!',
        runBookUrl: 'https://wiki.example.com/{{data.type}}',
        resourceType: 'Access',
      }),
    ).toMatchObject({
      alert_priority: 'Critical',
      alert_name: 'AWS Production (aws-account)',
      description: 'Warning!',
      run_book_url: 'https://wiki.example.com/aws-account',
      resource_type: 'Access',
    });
  });
});

describe('a report of an integration', () => {
  it('is said once, at the event’s own time', () => {
    expect(toReports(sample('Warning'))[0]).toMatchObject({
      reporter: '',
      kind: 'turn',
      at: Date.UTC(2026, 2, 14, 2, 11, 9, 412),
    });
  });

  it.each([
    ['1696263265.851898000', 1_696_263_265_852],
    [1_696_263_265_852, 1_696_263_265_852],
    ['2026-03-14T02:11:09Z', Date.UTC(2026, 2, 14, 2, 11, 9)],
    ['', undefined],
    [null, undefined],
  ])('reads the time %j as %j', (event_time, at) => {
    expect(toReports(parse({ ...sample(), event_time }))[0]?.at).toBe(at);
  });

  it('has a gist that changes with the status and the issues, and not with their order', () => {
    const gistOf = (...event: Parameters<typeof sample>) => toReports(sample(...event))[0]?.gist;
    const [one, two] = [{ message: 'one' }, { message: 'two' }];
    expect(gistOf('Error', { issues: [one, two] })).toBe(gistOf('Error', { issues: [two, one] }));
    expect(gistOf('Error', { issues: [one] })).not.toBe(gistOf('Error', { issues: [two] }));
    expect(gistOf('Error', { issues: [one] })).not.toBe(gistOf('Warning', { issues: [one] }));
    expect(gistOf('Error', { issues: [one] })).not.toBe(gistOf('Error', { issues: [one, one] }));
    const long = (begin: string, end: string) =>
      gistOf('Error', { issues: [{ status: 'Error', message: begin + 'x'.repeat(5_000) + end }] });
    expect(long('a', 'b')).toBe(long('a', 'b'));
    expect(new Set([long('a', 'b'), long('b', 'b'), long('a', 'a'), long('a', 'bb')]).size).toBe(4);
    const many = (last: string) =>
      gistOf('Error', { issues: [...Array(999).fill({ message: 'x'.repeat(800) }), { message: last }] });
    expect(
      new Set(['one', 'x'.repeat(799), `y${'x'.repeat(799)}`, `${'x'.repeat(799)}y`].map(many)).size,
    ).toBe(4);
  });
});

describe('an access request', () => {
  it('that failed is an alarm, which tells who wanted what', () => {
    expect(toReports(sampleAccessRequest('Failed'))).toEqual([
      {
        alert: {
          alert_name: 'Access request AR-123 of Ada Day failed',
          status: 'Alarm',
          alert_priority: 'Critical',
          alert_id: 'apono:request:request-1',
          description: [
            'Failed: access request AR-123',
            'Requester: Ada Day, ada@example.com',
            'Justification: Orders are failing',
            '- Orders (postgresql): orders, ReadWrite',
            'Access flow: Production at night',
            'Bundle: On call',
            'Approvals: Bo Night: Approved',
            'Created: 2026-03-14T02:10:00.000Z',
            'Until: 2026-03-14T03:10:00.000Z',
            'Id: request-1',
            'Time: 2026-03-14T02:11:09.412Z',
          ].join('\n'),
          metric_name: 'Access request',
          resource_id: 'request-1',
          resource_name: 'AR-123',
          resource_type: 'Access Request',
        },
        reporter: '',
        at: Date.UTC(2026, 2, 14, 2, 11, 9, 412),
        kind: 'turn',
        gist: 'Failed',
      },
    ]);
  });

  it.each([
    ['Created', undefined],
    ['Approved', undefined],
    ['Rejected', 'OK'],
    ['Granted', 'OK'],
    ['Expired', 'OK'],
    ['Failed', 'Alarm'],
  ] as const)('at the stage %s makes: %s', (stage, status) => {
    const event = sampleAccessRequest(stage);
    expect(alertOf(event)?.status).toBe(status);
    expect(whyIgnored(event)).toBe(
      status === undefined ? `the mapping ignores access requests at the stage ${stage}` : undefined,
    );
  });

  it('has one id and one name at every stage', () => {
    const all = REQUEST_STAGES.map((stage) =>
      alertOf(sampleAccessRequest(stage), { requestStatusFor: { [stage]: 'Alarm' } }),
    );
    expect(new Set(all.map((alert) => alert?.alert_id)).size).toBe(1);
    expect(new Set(all.map((alert) => alert?.alert_name)).size).toBe(1);
  });

  it('is ignored at a stage that Apono has added since', () => {
    const event = parse({ ...sampleAccessRequest(), event_type: 'AccessRequestPaused' });
    expect(isAccessRequest(event)).toBe(true);
    expect(toReports(event)).toEqual([]);
    expect(whyIgnored(event)).toBe('the mapping ignores access requests at the stage Paused');
  });

  it('needs no more than its id', () => {
    const event = parse({ event_type: 'AccessRequestFailed', data: { id: 7 } });
    expect(alertOf(event)).toMatchObject({
      alert_name: 'Access request 7 failed',
      alert_id: 'apono:request:7',
      description: 'Failed: access request 7\nId: 7',
    });
  });
});

describe('an entry of the audit log', () => {
  it('is ignored, and says why, unless the mapping chooses its action', () => {
    const event = sampleAudit('delete');
    expect(isAudit(parse(event))).toBe(true);
    for (const auditActions of [undefined, [], ['create']]) {
      expect(toReports(event, { auditActions })).toEqual([]);
      expect(whyIgnored(event, { auditActions })).toBe(
        "the mapping does not choose the audit log's action delete",
      );
    }
    for (const auditActions of [['create', ' Delete'], ['*']]) {
      expect(toReports(event, { auditActions })).toHaveLength(1);
      expect(whyIgnored(event, { auditActions })).toBeUndefined();
    }
  });

  it('that is chosen is an alarm of its own', () => {
    const mapping = { auditActions: ['*'] };
    const alert = alertOf(sampleAudit('delete'), mapping);
    expect(alert).toMatchObject({
      alert_name: 'Apono audit log: delete access flow Production at night by Ada Day',
      status: 'Alarm',
      alert_priority: 'Medium',
      description: [
        'Action: delete',
        'Target: access flow, Production at night, flow-1',
        'By: Ada Day, ada@example.com, user',
        'From: web application',
        'Time: 2026-03-14T02:11:09.000Z',
      ].join('\n'),
      resource_id: 'flow-1',
      resource_type: 'access flow',
    });
    const others = [
      sampleAudit('edit'),
      sampleAudit('delete', { timestamp: '2026-03-14T02:11:10Z' }),
      sampleAudit('delete', { target_id: 'flow-2' }),
      sampleAudit('delete', { actor_id: 'bo@example.com' }),
    ].map((event) => alertOf(event, mapping)?.alert_id);
    expect(new Set([alert?.alert_id, ...others]).size).toBe(5);
    expect(alertOf(sampleAudit('delete'), { ...mapping, auditPriority: 'Critical' })).toMatchObject({
      alert_priority: 'Critical',
    });
  });
});

describe('the ids of Apono’s alerts', () => {
  it('are never one for an integration and an access request', () => {
    const integration = alertOf(sample('Error', { id: 'request:request-1' }))?.alert_id;
    expect(integration).toBe('apono:request%3Arequest-1');
    expect(integration).not.toBe(alertOf(sampleAccessRequest())?.alert_id);
  });
});

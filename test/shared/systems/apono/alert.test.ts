import { alertFromApono, parseAponoEvent, sampleAponoEvent } from '../../../../shared/index.ts';

describe('alertFromApono', () => {
  it.each([
    ['Error', 'Alarm', 'Critical'],
    ['Warning', 'Alarm', 'Medium'],
    ['Active', 'OK', undefined],
  ] as const)('makes of %s: %s, priority %s', (status, expected, priority) => {
    const alert = alertFromApono(sampleAponoEvent(status));
    expect(alert).toMatchObject({ status: expected });
    expect(alert?.alert_priority).toBe(priority);
  });

  it('is one alert for one integration: id and name do not depend on the status', () => {
    const alerts = (['Warning', 'Error', 'Active'] as const).map((status) =>
      alertFromApono(sampleAponoEvent(status)),
    );
    expect(new Set(alerts.map((alert) => alert?.alert_id))).toEqual(new Set([sampleAponoEvent().data.id]));
    expect(new Set(alerts.map((alert) => alert?.alert_name))).toEqual(
      new Set(['Apono integration: AWS Production']),
    );
  });

  it('says what a person needs: the status, each issue, the integration, the time', () => {
    expect(alertFromApono(sampleAponoEvent('Error'))).toEqual({
      alert_name: 'Apono integration: AWS Production',
      status: 'Alarm',
      alert_priority: 'Critical',
      alert_id: '3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11',
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
    const description = alertFromApono(sampleAponoEvent('Error', { issues }))?.description ?? '';
    expect(description.match(/^- /gm)).toHaveLength(21);
    expect(description).toContain('- issue 19\n- and 5 more');
  });

  it.each([
    ['1773454269.412', '2026-03-14T02:11:09.412Z'],
    ['yesterday', 'yesterday'],
    [1e20, '100000000000000000000'],
  ])('shows the time %s as %s', (event_time, shown) => {
    expect(alertFromApono({ ...sampleAponoEvent(), event_time })?.description).toContain(`Time: ${shown}`);
  });

  it('goes by the name where there is no id', () => {
    const alert = alertFromApono(parseAponoEvent({ data: { name: 'AWS', status: 'Error' } }));
    expect(alert).toMatchObject({
      alert_id: 'AWS',
      alert_name: 'Apono integration: AWS',
      resource_name: 'AWS',
    });
    expect(alert).not.toHaveProperty('resource_id');
  });

  it('maps as its options say, and makes no alert of a status that is ignored', () => {
    const event = sampleAponoEvent('Warning');
    expect(alertFromApono(event, { statusFor: { Warning: 'ignore' } })).toBeNull();
    expect(
      alertFromApono(event, {
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

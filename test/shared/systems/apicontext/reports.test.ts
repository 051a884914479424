import fc from 'fast-check';

import {
  parse,
  parseResult,
  RESULT_CLASSES,
  sample,
  sampleConformance,
  SCOPES,
  toReports,
  whyIgnored,
  type ApiContextEvent,
  type ApiContextResult,
  type Mapping,
} from 'alertbridge/apicontext';

import { parseAlert, type Alert } from '../../../../shared/alert.ts';
import { InvalidInputError } from '../../../../shared/errors.ts';

const bare = (result_class: ApiContextResult['result_class'] = 'FAIL'): ApiContextResult => ({
  call_id: 'c-1',
  result_id: 'r-1',
  result_class,
});

const alertOf = (event: ApiContextEvent, mapping?: Mapping): Alert | undefined =>
  toReports(event, mapping)[0]?.alert;

describe('toReports', () => {
  it('says first what a person on call needs', () => {
    expect(alertOf(sample('FAIL'))).toEqual({
      alert_name: 'Get orders is failing',
      status: 'Alarm',
      alert_priority: 'Critical',
      alert_id: 'apicontext:call-7f3a9c',
      description: [
        'FAIL: HTTP_SERVER_ERROR, HTTP 503 Service Unavailable',
        'Call: Get orders, orders.example.com',
        'About: Lists the orders of the last hour',
        'Project: Shop, Acme',
        'From: apimetrics_azurenorwayeast, Oslo, Norway, Azure',
        'Target: 203.0.113.7, Cloudflare, London, United Kingdom',
        'Time: 1240 ms, slowest phase processing 1150 ms',
        'Started: 2026-03-14T02:11:09.412Z',
        'Tags: orders, production, tier-1',
        'Result: https://client.apicontext.com/result/result-fail-1',
        'Call settings: https://client.apicontext.com/call/call-7f3a9c',
      ].join('\n'),
      alert_url: 'https://client.apicontext.com/result/result-fail-1',
      metric_name: 'API call result',
      resource_id: 'call-7f3a9c',
      resource_name: 'Get orders',
      resource_type: 'API',
    });
  });

  it.each([
    ['FAIL', 'Alarm', 'Critical'],
    ['WARNING', 'Alarm', 'Medium'],
    ['SLOW', 'Alarm', 'Medium'],
    ['PASS', 'OK', undefined],
  ] as const)('makes %s an %s of priority %s', (resultClass, status, priority) => {
    const alert = alertOf(sample(resultClass));
    expect(alert?.status).toBe(status);
    expect(alert?.alert_priority).toBe(priority);
  });

  it('gives the Alarm and the OK that ends it one id and one name', () => {
    for (const scope of SCOPES) {
      const alerts = RESULT_CLASSES.map((resultClass) =>
        alertOf(
          sample(resultClass, {
            workflow_id: 'w-1',
            workflow_name: 'Checkout',
            location_data: null,
          }),
          { scope },
        ),
      );
      expect(new Set(alerts.map((alert) => alert?.alert_id)).size).toBe(1);
      expect(new Set(alerts.map((alert) => alert?.alert_name)).size).toBe(1);
    }
  });

  it('stands for a call and location, for a call or for a workflow', () => {
    const result = sample('FAIL', {
      workflow_id: 'w-1',
      workflow_name: 'Checkout',
      workflow_result_url: 'https://client.apicontext.com/workflow-result/9',
    });
    expect(alertOf(result)?.alert_id).toBe('apicontext:call-7f3a9c');
    expect(alertOf(result, { scope: 'call-and-location' })).toMatchObject({
      alert_id: 'apicontext:call-7f3a9c:apimetrics_azurenorwayeast',
      alert_name: 'Get orders is failing from apimetrics_azurenorwayeast',
    });
    expect(alertOf(result, { scope: 'workflow' })).toMatchObject({
      alert_id: 'apicontext:workflow:w-1',
      alert_name: 'Workflow Checkout is failing',
      alert_url: 'https://client.apicontext.com/workflow-result/9',
      resource_id: 'w-1',
      resource_name: 'Checkout',
    });
    expect(alertOf(sample('FAIL'), { scope: 'workflow' })?.alert_id).toBe('apicontext:call-7f3a9c');
  });

  it('lets the user say what becomes of each class', () => {
    const options = {
      statusFor: { WARNING: 'ignore', SLOW: 'OK', PASS: 'Alarm' },
      priorityFor: { FAIL: 'Medium', PASS: 'Critical' },
    } as const;
    const of = (resultClass: (typeof RESULT_CLASSES)[number]) => alertOf(sample(resultClass), options);
    expect(of('WARNING')).toBeUndefined();
    expect(of('SLOW')).toMatchObject({ status: 'OK' });
    expect(of('PASS')).toMatchObject({ status: 'Alarm', alert_priority: 'Critical' });
    expect(of('FAIL')).toMatchObject({ status: 'Alarm', alert_priority: 'Medium' });
  });

  it('renders the name, the description and the runbook’s URL from templates', () => {
    const alert = alertOf(sample('FAIL'), {
      name: '{{ call_meta.name }} in {{project_meta.name}}{{nothing.here}}',
      description: 'HTTP {{http_code}}, tags {{call_meta.tags}}, first {{call_meta.tags.0}}, {{dns_records}}',
      runBookUrl: 'https://wiki.example.com/{{call_id}}',
      resourceType: 'Endpoint',
    });
    expect(alert).toMatchObject({
      alert_name: 'Get orders in Shop',
      description:
        'HTTP 503, tags orders, production, first orders, {"a":["203.0.113.7"],"ns":["ns1.example.com"],"cname":null}',
      run_book_url: 'https://wiki.example.com/call-7f3a9c',
      resource_type: 'Endpoint',
    });
  });

  it('falls back to what it makes itself where a template renders to nothing', () => {
    const alert = alertOf(bare(), { name: '{{call_meta.name}}', description: '{{__proto__.x}}' });
    expect(alert).toMatchObject({
      alert_name: 'c-1 is failing',
      description: 'FAIL: no details\nCall: c-1',
    });
  });

  it('tells the sender’s own sentence without its HTML, and how often it happened in a row', () => {
    const alert = alertOf({
      ...bare(),
      context: {
        _notification: {
          title: 'Orders &amp; more',
          description: '<p>It answered <b>503</b></p><script>x</script>',
        },
        _result_streak: 3,
      },
    });
    expect(alert?.description).toBe(
      'FAIL: no details\nOrders & more\nIt answered 503\nCall: c-1\nIn a row: 3 results of class FAIL',
    );
  });

  it('links only to web addresses', () => {
    const result = {
      ...bare(),
      result_url: 'javascript:alert(1)',
      call_url: 'http://apimetrics.example/call',
    };
    const alert = alertOf(result);
    expect(alert?.alert_url).toBe('http://apimetrics.example/call');
    expect(alert?.description).not.toContain('javascript');
  });

  it('stays bounded with a giant payload', () => {
    const giant = 'x<p>&amp;'.repeat(130_000);
    const alert = alertOf({
      ...bare(),
      call_id: giant,
      call_meta: {
        name: giant,
        description: giant,
        tags: Array.from({ length: 10_000 }, () => giant.slice(0, 5_000)),
      },
      context: { _notification: { title: giant, description: giant } },
      location_id: giant,
    });
    expect(alert?.alert_name.length).toBeLessThanOrEqual(250);
    expect(alert?.description?.length).toBeLessThanOrEqual(10_000);
    expect(alert?.alert_id.length).toBeLessThanOrEqual(250);
  });

  it('makes a valid alert of every valid result', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 300 }));
    const results = fc.record(
      {
        call_id: fc.string({ minLength: 1 }),
        result_id: fc.string({ minLength: 1 }),
        result_class: fc.constantFrom(...RESULT_CLASSES),
        result: text,
        call_url: text,
        result_url: text,
        location_id: text,
        http_code: fc.option(fc.integer()),
        http_reason: text,
        workflow_id: text,
        call_meta: fc.option(fc.record({ name: text, tags: fc.option(fc.array(fc.string())), domain: text })),
        timing_data: fc.option(fc.record({ dns: fc.option(fc.integer()), total: fc.option(fc.integer()) })),
        context: fc.option(
          fc.record({ _notification: fc.option(fc.record({ title: text, description: text })) }),
        ),
      },
      { requiredKeys: ['call_id', 'result_id', 'result_class'] },
    );
    fc.assert(
      fc.property(results, fc.constantFrom(...SCOPES), (input, scope) => {
        const result = parseResult(input);
        const alert = alertOf(result, { scope });
        expect(parseAlert(alert)).toEqual(alert);
        expect(alert?.alert_id).toBeTruthy();
      }),
    );
  });

  it('is a clear error where an option is none of the choices', () => {
    const options = { statusFor: { FAIL: 'Alert' as 'Alarm' } };
    expect(() => alertOf(bare(), options)).toThrow(InvalidInputError);
  });
});

describe('a report', () => {
  it('says who speaks, when, for the how manieth time, and by what id', () => {
    const result = sample('FAIL', { context: { _result_streak: 3 } });
    expect(toReports(result)).toEqual([
      {
        alert: expect.objectContaining({ status: 'Alarm' }),
        reporter: 'apimetrics_azurenorwayeast',
        reporterName: 'Oslo',
        at: Date.UTC(2026, 2, 14, 2, 11, 9, 412),
        kind: 'sample',
        eventId: 'result-fail-1',
        streak: 3,
      },
    ]);
  });

  it('of a workflow is the call’s and the location’s', () => {
    const of = (call_id: string, location_id: string) =>
      toReports(sample('FAIL', { call_id, location_id, workflow_id: 'w' }), { scope: 'workflow' })[0];
    expect(of('a', 'oslo')).toMatchObject({ reporter: 'a:oslo', reporterName: 'Get orders from oslo' });
    expect(of('a', 'b:c')?.reporter).not.toBe(of('a:b', 'c')?.reporter);
  });

  it.each([
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['2026-03-14T02:11:09', Date.UTC(2026, 2, 14, 2, 11, 9)],
    ['2026-03-14T02:11:09.412518+00:00', Date.UTC(2026, 2, 14, 2, 11, 9, 412)],
  ])('reads the start time %j as %j', (start_time, at) => {
    expect(toReports(sample('FAIL', { start_time }))[0]?.at).toBe(at);
  });
});

describe('the ids of APIContext’s alerts', () => {
  it('are never one for two things, whatever the things are called', () => {
    const names = ['call', 'workflow', 'conformance', 'a', 'a:b', 'b', '%3A'];
    const ids = new Map<string, string>();
    for (const call_id of names) {
      for (const other of names) {
        const result = sample('FAIL', { call_id, location_id: other, workflow_id: other });
        for (const scope of SCOPES) {
          const thing = scope === 'call' ? call_id : scope === 'workflow' ? other : [call_id, other];
          const id = alertOf(result, { scope })?.alert_id ?? '';
          const whole = JSON.stringify([scope, thing]);
          expect(ids.get(id) ?? whole).toBe(whole);
          ids.set(id, whole);
        }
      }
    }
  });
});

describe('a conformance check', () => {
  it('is an alert of its own, which its next pass ends', () => {
    const [failed, passed] = [sampleConformance('WARN'), sampleConformance('INFO')].map((event) =>
      toReports(parse(event)),
    );
    expect(failed).toEqual([
      {
        alert: {
          alert_name: 'call-7f3a9c fails the security check hsts',
          status: 'Alarm',
          alert_priority: 'Medium',
          alert_id: 'apicontext:conformance:call-7f3a9c:security:hsts',
          description: [
            'security conformance check failed',
            'Check: hsts',
            'Category: security',
            'Call: call-7f3a9c',
            'Project: project-1',
            'Time: 2026-03-14T02:11:09Z',
            'Result: result-warn-1',
          ].join('\n'),
          metric_name: 'security conformance',
          resource_id: 'call-7f3a9c',
          resource_name: 'call-7f3a9c',
          resource_type: 'API',
        },
        reporter: '',
        at: Date.UTC(2026, 2, 14, 2, 11, 9),
        kind: 'sample',
        eventId: 'result-warn-1',
      },
    ]);
    expect(passed?.[0]?.alert).toMatchObject({
      status: 'OK',
      alert_id: failed?.[0]?.alert.alert_id,
      alert_name: failed?.[0]?.alert.alert_name,
    });
  });

  it('counts as WARNING where it failed and as PASS where it passed', () => {
    const mapping = { statusFor: { WARNING: 'ignore' }, priorityFor: { WARNING: 'Critical' } } as const;
    expect(toReports(sampleConformance('WARN'), mapping)).toEqual([]);
    expect(alertOf(sampleConformance('WARN'), { priorityFor: mapping.priorityFor })).toMatchObject({
      alert_priority: 'Critical',
    });
    expect(toReports(sampleConformance('INFO'), mapping)).toHaveLength(1);
  });

  it('has the run book that its attributes lead to', () => {
    expect(
      alertOf(sampleConformance(), { runBookUrl: 'https://wiki.example.com/{{call_id}}/{{check_name}}' }),
    ).toMatchObject({ run_book_url: 'https://wiki.example.com/call-7f3a9c/hsts' });
  });
});

describe('whyIgnored', () => {
  it('says which class the mapping ignores, and nothing of one that it maps', () => {
    const mapping = { statusFor: { PASS: 'ignore' } } as const;
    expect(whyIgnored(sample('PASS'), mapping)).toBe('the mapping ignores results of class PASS');
    expect(whyIgnored(sample('FAIL'), mapping)).toBeUndefined();
    expect(toReports(sample('PASS'), mapping)).toEqual([]);
  });
});

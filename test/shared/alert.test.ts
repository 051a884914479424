import fc from 'fast-check';

import { mappedAlert, type AlertFields } from '../../shared/alert.ts';
import { InvalidInputError, parseAlert, type InputIssue } from '../../shared/index.ts';

const minimal = { alert_name: 'Checkout is failing', status: 'Alarm' } as const;

function issuesOf(input: unknown): readonly InputIssue[] {
  try {
    parseAlert(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('parseAlert', () => {
  it('takes every field of Temperstack’s body by its wire name', () => {
    const whole = {
      ...minimal,
      alert_priority: 'Critical',
      alert_id: 'checkout',
      description: 'Two lines\nof text',
      alert_url: 'https://example.com/alert',
      metric_name: 'errors',
      resource_id: 'r-1',
      resource_name: 'Checkout',
      resource_type: 'API',
      run_book_url: 'https://example.com/runbook',
    };
    expect(parseAlert(whole)).toEqual(whole);
  });

  it('leaves out optional fields that are empty or null', () => {
    const alert = parseAlert({
      ...minimal,
      alert_id: '',
      description: '  ',
      alert_url: null,
      metric_name: '\u0000',
    });
    expect(alert).toEqual({ ...minimal, alert_id: expect.stringMatching(/^alertbridge:[0-9a-f]{32}$/) });
  });

  it('refuses what is missing, wrong or unknown, all at once and each with its path', () => {
    expect(issuesOf({ status: 'alarm', alert_priority: 'High', descripton: 'typo', alert_url: 5 })).toEqual([
      { path: 'alert_name', message: 'expected string, received undefined' },
      { path: 'status', message: 'Invalid option: expected one of "Alarm"|"OK"' },
      { path: 'alert_priority', message: 'Invalid option: expected one of "Critical"|"Medium"' },
      { path: 'alert_url', message: 'expected string, received number' },
      { path: 'descripton', message: 'is not a known field' },
    ]);
  });

  it.each([[' '], ['\n\t'], ['\u0007']])('refuses the empty name %j', (alert_name) => {
    expect(issuesOf({ ...minimal, alert_name })).toEqual([
      { path: 'alert_name', message: 'must not be empty' },
    ]);
  });

  it.each([[null], [[]], ['text'], [7]])('refuses %j, which is no object', (input) => {
    expect(issuesOf(input)).toMatchObject([{ path: '' }]);
  });

  it('cuts a long name and description with an ellipsis, never in the middle of a surrogate pair', () => {
    const alert = parseAlert({
      ...minimal,
      alert_name: `${'n'.repeat(248)}😀😀`,
      description: 'd'.repeat(1_000_000),
    });
    expect(alert.alert_name).toBe(`${'n'.repeat(248)}…`);
    expect(alert.description).toBe(`${'d'.repeat(9_999)}…`);
  });

  it('keeps two long ids apart that differ only at their ends', () => {
    const id = (end: string) => parseAlert({ ...minimal, alert_id: 'x'.repeat(1_000) + end }).alert_id;
    expect(id('a')).not.toBe(id('b'));
    expect(id('a')).toHaveLength(250);
  });

  it('bounds any text and leaves no control characters and no lone surrogates in it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12_000, size: 'max' });
    fc.assert(
      fc.property(text, text, (name, description) => {
        const issues = issuesOf({ ...minimal, alert_name: name, description });
        if (issues.length > 0) {
          expect(issues).toEqual([{ path: 'alert_name', message: 'must not be empty' }]);
          return;
        }
        const alert = parseAlert({ ...minimal, alert_name: name, description });
        expect(alert.alert_name.length).toBeLessThanOrEqual(250);
        expect(alert.description?.length ?? 0).toBeLessThanOrEqual(10_000);
        const all = alert.alert_name + (alert.description ?? '');
        expect(all.isWellFormed()).toBe(true);
        expect(all).not.toMatch(/[^\P{Cc}\t\n]/u);
      }),
      { numRuns: 50 },
    );
  });

  it('is stable: an alert that was parsed once is parsed to itself', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(text, text, text, (alert_name, alert_id, description) => {
        fc.pre(issuesOf({ ...minimal, alert_name }).length === 0);
        const once = parseAlert({ ...minimal, alert_name, alert_id, description });
        expect(parseAlert(once)).toEqual(once);
      }),
    );
  });

  it('lets no key reach a prototype', () => {
    const input: unknown = JSON.parse('{"alert_name":"n","status":"OK","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(parseAlert(input))).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('the id of an alert that is given none', () => {
  it('is the same for an Alarm and the OK that ends it', () => {
    const alarm = parseAlert({
      ...minimal,
      alert_priority: 'Critical',
      description: 'down',
      resource_id: 'r',
    });
    const ok = parseAlert({ ...minimal, status: 'OK', description: 'up again', resource_id: 'r' });
    expect(alarm.alert_id).toBe(ok.alert_id);
  });

  it('differs where the name, the resource or the metric does', () => {
    const ids = [
      {},
      { alert_name: 'Other' },
      { resource_id: 'r' },
      { resource_name: 'r' },
      { metric_name: 'r' },
    ].map((difference) => parseAlert({ ...minimal, ...difference }).alert_id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the alert that a mapping makes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ minLength: 240, maxLength: 260 }),
    fc.constantFrom('', '  ', ' a  b\n', '\u202ea', '\ud800', 'x'.repeat(10_001), undefined, null),
  );
  const fields = fc.record({
    alert_name: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    status: fc.constantFrom('Alarm', 'OK'),
    alert_priority: fc.constantFrom('Critical', 'Medium', undefined),
    alert_id: text,
    description: text,
    alert_url: text,
    metric_name: text,
    resource_id: text,
    resource_name: text,
    resource_type: text,
    run_book_url: text,
  });

  it('is what parseAlert makes of the same, also where that refuses it', () => {
    const outcome = (make: () => unknown) => {
      try {
        return make();
      } catch (error) {
        return (error as InvalidInputError).issues;
      }
    };
    fc.assert(
      fc.property(fields, (given) => {
        const made = outcome(() => mappedAlert(given as AlertFields));
        expect(JSON.stringify(made)).toBe(JSON.stringify(outcome(() => parseAlert(given))));
      }),
    );
  });

  it('is not checked again on its way', () => {
    const alert = mappedAlert(minimal);
    expect(parseAlert(alert)).toBe(alert);
    expect(Object.isFrozen(alert)).toBe(true);
  });

  it('needs a status', () => {
    expect(() => mappedAlert({ alert_name: 'Checkout is failing' })).toThrow(
      'Invalid alert: status: must not be empty',
    );
  });
});

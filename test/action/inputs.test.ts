import {
  ALERT_INPUTS,
  INPUT_NAMES,
  parseInputs,
  readInputs,
  secretsIn,
  type Inputs,
} from '../../action/inputs.ts';
import { alertSchema, InvalidInputError } from '../../shared/index.ts';
import { action } from '../runner/job.ts';

const parsed = (given: Record<string, string>): Inputs =>
  parseInputs(readInputs((name) => given[name] ?? ''));
const isContext = (text: string) => text.startsWith('${{');

describe('the inputs in action.yml', () => {
  it('are those that the action reads, each with a description', () => {
    expect(Object.keys(action.inputs)).toEqual(INPUT_NAMES);
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(description.trim()).toMatch(/^.+\.$/s);
    }
  });

  it('have no expression in a description, which the runner refuses, and those for itself last', () => {
    const described = [...Object.values(action.inputs), ...Object.values(action.outputs)];
    expect(described.filter(({ description }) => description.includes('${{'))).toEqual([]);
    const isInternal = Object.entries(action.inputs).map(([, { description }]) =>
      description.startsWith('Internal.'),
    );
    expect(isInternal).toEqual([...isInternal].sort());
  });

  it('have the defaults that the action has by itself', () => {
    const documented = Object.fromEntries(
      Object.entries(action.inputs).map(([name, { default: fallback = '' }]) => [
        name,
        isContext(fallback) ? '' : fallback,
      ]),
    );
    expect(parsed(documented)).toEqual(parsed({}));
    const silent = Object.keys(documented).filter(
      (name) => documented[name] === '' && !isContext(action.inputs[name]?.default ?? ''),
    );
    for (const name of silent) expect(parsed({})[name as keyof Inputs] ?? []).toEqual([]);
  });

  it('can set every field of an alert', () => {
    const fields = ALERT_INPUTS.map((name) => name.replaceAll('-', '_'));
    expect([...fields, 'status'].sort()).toEqual(Object.keys(alertSchema.shape).sort());
  });

  it('run on Node 24, and after the job whatever became of it', () => {
    expect(action.runs).toMatchObject({ using: 'node24', 'post-if': 'always()' });
  });
});

describe('parseInputs', () => {
  it('takes words in any case and with white space around them, and blank inputs for none', () => {
    expect(
      parsed({ when: ' JOB-END ', status: 'alarm', 'fail-on-error': 'True', timeout: ' ', notify: '' }),
    ).toMatchObject({
      when: 'job-end',
      status: 'Alarm',
      'fail-on-error': true,
      timeout: 10,
      notify: 'failure-and-recovery',
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ when: 'later' }, 'when: must be now or job-end'],
    [{ status: 'Fine' }, 'status: must be auto or Alarm or OK or cancelled'],
    [{ notify: 'never' }, 'notify: must be failure or failure-and-recovery or always'],
    [{ 'on-cancelled': 'x' }, 'on-cancelled: must be ignore or alarm'],
    [{ 'alert-priority': 'High' }, 'alert-priority: must be Critical or Medium'],
    [{ 'give-up-after': '0' }, 'give-up-after: must be a number of seconds from 1 to 3600'],
    [{ 'run-book-url': 'javascript:alert(1)' }, 'run-book-url: must be an http or https URL'],
    [{ 'alert-url': '/relative' }, 'alert-url: must be an http or https URL'],
    [{ needs: 'Object' }, 'needs: must be ${{ toJSON(needs) }}, in a job that has needs'],
    [{ needs: '{"a":{}}' }, 'needs: must be ${{ toJSON(needs) }}, in a job that has needs'],
    [{ needs: '{}' }, 'needs: must be ${{ toJSON(needs) }}, in a job that has needs'],
    [{ needs: '{"a":{"result":"success"}}', when: 'job-end' }, 'when: must be now where needs is given'],
    [{ timeout: '0' }, 'timeout: must be a number of seconds from 1 to 300'],
    [{ timeout: 'NaN' }, 'timeout: must be a number of seconds from 1 to 300'],
    [{ 'dry-run': 'yes' }, 'dry-run: must be true or false'],
    [
      { 'integration-url': 'u', 'api-key': 'k' },
      'integration-url: must be empty where organization and api-key are given',
    ],
  ])('refuses %j and says what is right', (given, message) => {
    expect(() => parsed(given)).toThrow(InvalidInputError);
    expect(() => parsed(given)).toThrow(`Invalid input: ${message}`);
  });

  it('names every fault at once', () => {
    expect(() => parsed({ when: 'x', timeout: 'y' })).toThrow(/when: .*; timeout: /);
  });
});

describe('parseInputs of a status', () => {
  it.each([
    ['success', 'OK'],
    ['SUCCESS', 'OK'],
    ['Failure', 'Alarm'],
    ['cancelled', 'cancelled'],
    ['ok', 'OK'],
    ['', 'auto'],
  ])('takes %j as %s', (given, status) => expect(parsed({ status: given }).status).toBe(status));

  it.each(['constructor', '__proto__'])('refuses %s, which every object has', (given) => {
    expect(() => parsed({ status: given })).toThrow('status: must be auto');
  });
});

describe('secretsIn', () => {
  const secrets = (given: Record<string, string>) =>
    secretsIn(
      readInputs((name) => given[name] ?? ''),
      {},
    );

  it('has no empty text in it, which would mask everything', () => {
    expect(secrets({})).toEqual([]);
    expect(secrets({ 'integration-url': 'https://acme.temperstack.com/' })).toEqual([
      'https://acme.temperstack.com/',
    ]);
  });

  it('has the key of a URL that is not one', () => {
    expect(secrets({ 'integration-url': '%E0%A4%A/webhook/k3y%' })).toEqual([
      '%E0%A4%A/webhook/k3y%',
      'k3y%',
    ]);
  });
});

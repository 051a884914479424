import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

interface Node {
  name: string;
  parameters: { jsCode?: string };
}
type Json = Record<string, unknown>;

const { nodes } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../examples/n8n/recovery.json'), 'utf8'),
) as { nodes: Node[] };

/** Runs the code of a node of the example as n8n's Code node does: what came in, and what other nodes gave before. */
function run(name: string, input: Json[], others: Record<string, Json[]>): Json[] {
  const code = nodes.find((node) => node.name === name)?.parameters.jsCode ?? '';
  const itemsOf = (items: Json[]) => items.map((json) => ({ json }));
  const given = (items: Json[]) => ({ all: () => itemsOf(items), first: () => itemsOf(items)[0] });
  const context = {
    $input: given(input),
    $execution: { id: 'this' },
    $: (node: string) => given(others[node] ?? []),
  };
  const items = runInNewContext(`(() => {${code}\n})()`, context) as { json: Json }[];
  // From another context, whose lists are not this one's.
  return JSON.parse(JSON.stringify(items.map(({ json }) => json))) as Json[];
}

const now = Date.now();
const secondsAgo = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

describe("the recovery flow's choice of what is left", () => {
  const execution = (id: string, given: Json = {}) => ({
    id,
    workflowId: 'w',
    startedAt: secondsAgo(60),
    retryOf: null,
    retrySuccessId: null,
    ...given,
  });
  const choose = (executions: Json[], known: Json[] = [{}], settings: Json = {}) =>
    run('What Is Left', [{ data: executions }, { data: [] }], {
      Settings: [{ after_start: false, max_tries: 5, max_age_hours: 24, ...settings }],
      'What Is Known': known,
      'What to Ask For': [{ workflow_id: 'w', workflow: 'Alerts', status: 'crashed' }],
    }).flatMap(({ executions: left }) => left as Json[]);
  const idsOf = (left: Json[]) => left.map(({ execution_id }) => execution_id);

  it('is what crashed or failed, without retries, what was retried, and itself', () => {
    const left = choose([
      execution('1'),
      execution('2', { retryOf: '1' }),
      execution('3', { retrySuccessId: '4' }),
      execution('this'),
    ]);
    expect(left).toEqual([
      { execution_id: '1', workflow_id: 'w', started_at: secondsAgo(60), tries: 0, why_not: '' },
    ]);
  });

  it('is nothing that is done with, or that another run has under way', () => {
    const known = ['recovered', 'overtaken', 'given up', 'under way'].map((outcome, id) => ({
      execution_id: String(id),
      workflow: 'w Alerts',
      started_at: secondsAgo(60),
      outcome,
      noted_at: now,
    }));
    const executions = known.map(({ execution_id }) => execution(execution_id));
    expect(choose(executions, known)).toEqual([]);
    // After a start of n8n nothing is under way any more.
    expect(idsOf(choose(executions, known, { after_start: true }))).toEqual(['3']);
    const longAgo = known.map((row) => ({ ...row, noted_at: now - 3_600_000 }));
    expect(idsOf(choose(executions, longAgo))).toEqual(['3']);
  });

  it('is also what only the table knows, since n8n has it as running', () => {
    const row = {
      execution_id: '9',
      workflow: 'w Alerts',
      started_at: secondsAgo(9),
      outcome: 'failed',
      tries: 1,
    };
    expect(choose([], [row])).toMatchObject([{ execution_id: '9', tries: 1, why_not: '' }]);
    expect(choose([], [{ ...row, workflow: 'another' }])).toEqual([]);
  });

  it('says of what was tried often enough, or is too old, why it is given up', () => {
    const row = { execution_id: '1', outcome: 'failed', tries: 5 };
    expect(choose([execution('1')], [row])).toMatchObject([{ why_not: 'It was tried 5 times.' }]);
    const old = execution('2', { startedAt: secondsAgo(25 * 3_600) });
    expect(choose([old])).toMatchObject([{ why_not: 'It is older than 24 hours.' }]);
  });
});

describe("the recovery flow's plan", () => {
  const item = (id: string, at: number, given: Json = {}) => ({
    json: {
      alert: { alert_id: id, alert_name: 'Disk is full', status: 'Alarm' },
      change: 'open',
      at,
      ...given,
    },
  });
  const crashed = (id: string, ...items: object[]) => ({
    id,
    status: 'crashed',
    startedAt: secondsAgo(60),
    retryOf: null,
    data: {
      resultData: { runData: { Trigger: [{ data: { main: [[{ json: { artificial: true } }]] } }] } },
      executionData: { nodeExecutionStack: [{ data: { main: [items] } }] },
    },
  });
  const ended = (id: string, items: object[], given: Json = {}) => ({
    id,
    status: 'success',
    startedAt: secondsAgo(30),
    retryOf: null,
    data: { resultData: { runData: { Temperstack: [{ data: { main: [items] } }] } } },
    ...given,
  });
  const plan = (
    executions: object[],
    left: { id: string; tries?: number; whyNot?: string }[],
    known: Json[] = [{}],
  ) =>
    run('Plan', [{ data: executions }], {
      'What Is Known': known,
      'What to Ask For': [{ workflow_id: 'w', workflow: 'Alerts' }],
      'What Is Left': [
        {
          executions: left.map(({ id, tries = 0, whyNot = '' }) => ({
            execution_id: id,
            workflow_id: 'w',
            started_at: secondsAgo(60),
            tries,
            why_not: whyNot,
          })),
        },
      ],
    });

  it('is to retry what crashed, and says of which alerts it is', () => {
    expect(
      plan([crashed('10', item('a', 1)), crashed('9', item('b', 2))], [{ id: '10' }, { id: '9' }]),
    ).toMatchObject([
      {
        execution_id: '9',
        workflow: 'w Alerts',
        outcome: 'under way',
        alerts: 'Alarm: Disk is full (b)',
        tries: 0,
      },
      { execution_id: '10', outcome: 'under way', alerts: 'Alarm: Disk is full (a)', reason: '' },
    ]);
  });

  it('leaves out what newer news has overtaken, where that is so of all its alerts', () => {
    const sent = ended('3', [item('a', 5, { sent: true })]);
    expect(plan([crashed('1', item('a', 1)), sent], [{ id: '1' }])).toMatchObject([{ outcome: 'overtaken' }]);
    const both = crashed('1', item('a', 1), item('b', 1));
    expect(plan([both, sent], [{ id: '1' }])).toMatchObject([{ outcome: 'under way' }]);
    const later = crashed('1', item('a', 6));
    expect(plan([later, sent], [{ id: '1' }])).toMatchObject([{ outcome: 'under way' }]);
    const notSent = ended('3', [item('a', 5, { sent: false })]);
    expect(plan([crashed('1', item('a', 1)), notSent], [{ id: '1' }])).toMatchObject([
      { outcome: 'under way' },
    ]);
  });

  it('retries nothing that ended well meanwhile, by itself or by a retry that was not noted', () => {
    expect(plan([ended('1', [])], [{ id: '1' }])).toEqual([]);
    const retried = [crashed('1', item('a', 1)), ended('2', [], { retryOf: '1' })];
    const known = [{ execution_id: '1', outcome: 'under way' }];
    expect(plan(retried, [{ id: '1', tries: 1 }], known)).toMatchObject([{ outcome: 'recovered', tries: 1 }]);
    expect(plan([ended('1', [])], [{ id: '1' }], known)).toMatchObject([{ outcome: 'recovered', tries: 0 }]);
  });

  it('gives up with the reason', () => {
    expect(plan([], [{ id: '1', tries: 5, whyNot: 'It was tried 5 times.' }])).toMatchObject([
      { outcome: 'given up', reason: 'It was tried 5 times.', alerts: '' },
    ]);
  });
});

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { parseAlert, type Report } from 'alertbridge';
import { DEFAULT_POLICY, isOpen, track } from 'alertbridge/track';

/** A process of n8n: it has a memory of its own, and the modules that keep it. */
async function n8nProcess() {
  jest.resetModules();
  return await import('../../../nodes/host/remembered.ts');
}

type Process = Awaited<ReturnType<typeof n8nProcess>>;

/** What n8n's database holds of a workflow. */
interface Database {
  staticData: string;
}

/** One request: n8n loads the static data anew for it, and at worst keeps what is written only where no execution starts. */
function request(
  { rememberedBy, remember }: Process,
  database: Database,
  { report, startsExecution }: { report: Report; startsExecution: boolean },
) {
  const loaded = JSON.parse(database.staticData) as IDataObject;
  const context = contextWith(loaded);
  const { state, decision } = track(rememberedBy(context), report, DEFAULT_POLICY, Date.now());
  remember(context, state, DEFAULT_POLICY);
  if (!startsExecution) database.staticData = JSON.stringify(loaded);
  return decision;
}

function contextWith(staticData: IDataObject, responseMode?: string): IWebhookFunctions {
  const functions = {
    getWorkflowStaticData: () => staticData,
    getNodeParameter: (_name: string, fallback: unknown) => responseMode ?? fallback,
    getWorkflow: () => ({ id: 'workflow-1', name: 'Workflow', active: true }),
    getNode: () => ({ id: 'node-1', name: 'Trigger' }),
  };
  // The rest of n8n's functions is nothing that remembering calls.
  return functions as object as IWebhookFunctions;
}

const isOpenIn = ({ rememberedBy }: Process, database: Database, call: string) =>
  isOpen(rememberedBy(contextWith(JSON.parse(database.staticData) as IDataObject)), `test:${call}`);

let count = 0;
function reportOf(status: 'Alarm' | 'OK', call = 'call', reporter = 'oslo'): Report {
  return {
    alert: parseAlert({ alert_name: `${call} is failing`, alert_id: `test:${call}`, status }),
    reporter,
    at: Date.now() + count++,
    kind: 'sample',
  };
}

const alarm = (call?: string, reporter?: string) => ({
  report: reportOf('Alarm', call, reporter),
  startsExecution: true,
});
const ok = (call?: string, reporter?: string) => ({
  report: reportOf('OK', call, reporter),
  startsExecution: true,
});
const withoutExecution = <Request extends object>(given: Request) => ({ ...given, startsExecution: false });

describe('what a trigger remembers', () => {
  it('is led by memory, since n8n may lose what is written when an execution starts', async () => {
    const [process, database] = [await n8nProcess(), { staticData: '{}' }];
    expect(request(process, database, alarm())).toBe('open');
    expect(database.staticData).toBe('{}');
    expect(request(process, database, alarm())).toBe('hold');
    expect(request(process, database, ok())).toBe('resolve');
  });

  it.each([
    ['is written to once more, after n8n has forgotten that it was', 'onReceived', [true, true]],
    ['is not, where other nodes write to it before n8n answers', 'lastNode', [true, false]],
  ])('%s', async (_title, responseMode, expected) => {
    let isWritten = false;
    const data = new Proxy<IDataObject>({}, { set: (...given) => (isWritten = Reflect.set(...given)) });
    const context = contextWith(data, responseMode);
    const { rememberedBy, remember } = await n8nProcess();
    const { state } = track(rememberedBy(context), reportOf('Alarm'), DEFAULT_POLICY, Date.now());
    const written = [];
    remember(context, state, DEFAULT_POLICY);
    written.push(isWritten);
    // What n8n does on starting an execution.
    isWritten = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    written.push(isWritten);
    expect(written).toEqual(expected);
  });

  it('is written by the next request that starts no execution, so that another process knows it', async () => {
    const database = { staticData: '{}' };
    const first = await n8nProcess();
    request(first, database, alarm());
    request(first, database, withoutExecution(ok('another')));
    const second = await n8nProcess();
    expect(isOpenIn(second, database, 'call')).toBe(true);
    expect(request(second, database, ok())).toBe('resolve');
  });

  it('is joined from two processes that each know a part, in whatever order they write', async () => {
    const database = { staticData: '{}' };
    const [first, second] = [await n8nProcess(), await n8nProcess()];
    request(first, database, withoutExecution(alarm('one')));
    request(second, database, withoutExecution(alarm('two')));
    request(first, database, withoutExecution(alarm('three')));
    const third = await n8nProcess();
    expect(['one', 'two', 'three'].map((call) => isOpenIn(third, database, call))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is right again after a write that another overwrote', async () => {
    const database = { staticData: '{}' };
    const [first, second] = [await n8nProcess(), await n8nProcess()];
    const before = database.staticData;
    request(first, database, withoutExecution(alarm('one')));
    database.staticData = before;
    request(second, database, withoutExecution(alarm('two')));
    expect(isOpenIn(await n8nProcess(), database, 'one')).toBe(false);
    request(first, database, withoutExecution(alarm('one')));
    const third = await n8nProcess();
    expect(['one', 'two'].map((call) => isOpenIn(third, database, call))).toEqual([true, true]);
  });

  it('is nothing where what is stored cannot be read', async () => {
    const process = await n8nProcess();
    const database = { staticData: JSON.stringify({ mark: 'x', state: '{"v":1,"alarms":' }) };
    expect(request(process, database, alarm())).toBe('open');
  });

  it('is forgotten at once in every process where the owner says so', async () => {
    const database = { staticData: '{}' };
    const [first, second] = [await n8nProcess(), await n8nProcess()];
    request(first, database, withoutExecution(alarm()));
    expect(isOpenIn(second, database, 'call')).toBe(true);
    const loaded = JSON.parse(database.staticData) as IDataObject;
    first.forgetAll(contextWith(loaded) as object as Parameters<Process['forgetAll']>[0], Date.now() + 1);
    database.staticData = JSON.stringify(loaded);
    expect([first, second].map((process) => isOpenIn(process, database, 'call'))).toEqual([false, false]);
  });

  it('grows by nothing that a stranger can send: an OK of what nobody knows leaves nothing', async () => {
    const [process, database] = [await n8nProcess(), { staticData: '{}' }];
    for (let call = 0; call < 100; call++) request(process, database, withoutExecution(ok(`call-${call}`)));
    expect(database.staticData.length).toBeLessThan(500);
  });
});

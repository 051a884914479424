import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import type { INode } from 'n8n-workflow';

import { sample } from 'alertbridge/cloudflare';
import { startCloudflare, type StandInCloudflare } from '../sandbox/cloudflare/server.ts';
import { importedExample } from '../sandbox/example.ts';
import { chainOf, eventually, nodeOf, type Credential, type StoredWorkflow } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n, outputOf, sharedN8n } from './n8n.ts';

const n8n = connectedN8n();
const TYPE = 'n8n-nodes-alertbridge.cloudflareTrigger';
const CREDENTIAL = 'cloudflareNotificationsApi';

let cloudflare: StandInCloudflare;
let another: StandInCloudflare;
let temperstack: Temperstack;
let credential: Credential;

beforeAll(async () => {
  cloudflare = await startCloudflare();
  another = await startCloudflare();
  temperstack = await startTemperstack();
  credential = await n8n.createCredential('Cloudflare', CREDENTIAL, {
    apiToken: cloudflare.token,
    baseUrl: cloudflare.baseUrl,
  });
});
afterEach(() => {
  cloudflare.down = false;
  temperstack.clear();
});
afterAll(async () => {
  await Promise.all([cloudflare.close(), another.close(), temperstack.close()]);
});

interface TriggerWorkflow extends StoredWorkflow {
  name: string;
  nodes: INode[];
  hook: string;
}

const account = () => cloudflare.accountId;

/** A workflow that starts with the trigger, not activated yet. */
async function triggerWorkflow(
  parameters: object = {},
  { used = credential, after = [] }: { used?: Credential | null; after?: INode[] } = {},
): Promise<TriggerWorkflow> {
  const webhookId = randomUUID();
  const name = `${(expect.getState().currentTestName ?? '').slice(-60)} ${webhookId.slice(0, 8)}`;
  const trigger = nodeOf(
    {
      webhookId,
      type: TYPE,
      typeVersion: 2,
      parameters: { setup: 'automatic', account: account(), ...parameters },
      ...(used !== null && { credentials: { [used.type]: used } }),
    },
    'Trigger',
  );
  const nodes = [trigger, ...after];
  const stored = await n8n.createWorkflow({ name, ...chainOf(nodes) });
  return { ...stored, name, nodes, hook: n8n.webhookUrl(`${webhookId}/cloudflare`) };
}

async function activeWorkflow(...given: Parameters<typeof triggerWorkflow>): Promise<TriggerWorkflow> {
  const workflow = await triggerWorkflow(...given);
  await n8n.activate(workflow);
  return workflow;
}

const destinationsAt = (hook: string) => cloudflare.destinations().filter(({ url }) => url === hook);
const destinationAt = (hook: string) => {
  const [destination, ...others] = destinationsAt(hook);
  if (destination === undefined || others.length > 0)
    throw new Error(`${others.length} destinations too many`);
  return destination;
};

async function post(hook: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

describe('the Cloudflare Trigger', () => {
  it('is in step with its workflow from activation to deactivation, and its notifications reach Temperstack', async () => {
    const temperstackCredential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
    const { webhookId, ...example } = importedExample('cloudflare-to-temperstack.json', {
      'Cloudflare Trigger': [credential],
      Temperstack: [temperstackCredential],
    });
    for (const node of example.nodes) {
      if (node.type === TYPE) node.parameters = { ...node.parameters, account: account() };
    }
    const workflow = await n8n.createWorkflow(example);
    const hook = n8n.webhookUrl(`${webhookId}/cloudflare`);

    await n8n.activate(workflow);
    const { id, name, secret } = destinationAt(hook);
    expect(name).toBe('n8n: Cloudflare to Temperstack: Cloudflare Trigger');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(cloudflare.testMessages.filter(({ url }) => url === hook)).toEqual([{ url: hook, status: 200 }]);

    const type = 'advanced_ddos_attack_l7_alert';
    expect((await cloudflare.notify(id, sample(type, 'start'))).status).toBe(200);
    expect((await post(hook, sample(type, 'end'))).status).toBe(403);
    await n8n.executions(workflow.id, 1);
    expect((await cloudflare.notify(id, sample(type, 'end'))).status).toBe(200);
    const executions = await n8n.executions(workflow.id, 2);
    expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
    for (const { stored } of executions) {
      for (const hidden of [secret, cloudflare.token]) expect(stored).not.toContain(hidden);
    }

    const [alarm, ok, ...others] = temperstack.received().map(({ alert }) => alert);
    expect(others).toEqual([]);
    expect([alarm?.status, ok?.status]).toEqual(['Alarm', 'OK']);
    expect(alarm?.alert_name).toBe('Cloudflare: DDoS attack (layer 7): shop.example.com');
    expect(ok?.alert_id).toBe(alarm?.alert_id);

    await n8n.deactivate(workflow.id);
    expect(destinationAt(hook).id).toBe(id);
    expect(await n8n.executionsOf(workflow.id)).toHaveLength(2);
  });

  it('refuses whatever does not come with its secret, and starts nothing for it', async () => {
    const { id, hook } = await activeWorkflow();
    const { secret = '' } = destinationAt(hook);
    const notification = sample();
    const refused = { status: 403, body: { accepted: false, errors: [expect.anything()] } };
    expect(await post(hook, notification)).toEqual(refused);
    for (const forged of ['', 'wrong', secret.slice(1), `${secret}, ${secret}`, `${secret}x`]) {
      expect(await post(hook, notification, { 'cf-webhook-auth': forged })).toEqual(refused);
    }
    expect(await statusOfDoubledHeader(hook, secret)).toBe(403);
    expect((await post(hook, 'not json')).status).toBeGreaterThanOrEqual(400);
    // Node itself takes no request whose headers are longer than 16 KiB.
    expect([403, 431]).toContain(
      (await post(hook, notification, { 'cf-webhook-auth': 'x'.repeat(1_000_000) })).status,
    );

    expect(await post(hook, notification, { 'cf-webhook-auth': secret })).toEqual({
      status: 200,
      body: { accepted: true },
    });
    const [execution] = await n8n.executions(id, 1);
    expect(execution && outputOf(execution, 'Trigger')).toMatchObject([
      { alert: { status: 'Alarm' }, change: 'open', event: notification },
    ]);
    expect(await n8n.executionsOf(id)).toHaveLength(1);
  });

  it('answers the test message of a destination without an execution, whenever it comes', async () => {
    const { id, hook } = await activeWorkflow();
    const text =
      'Hello World! This is a test message sent from https://cloudflare.com. If you can see this, fine.';
    expect(await post(hook, { text })).toEqual({ status: 200, body: { accepted: true, test: true } });
    expect(await post(hook, { text, alert_type: 'dos_attack_l7' })).toMatchObject({ status: 403 });
    expect(await n8n.executionsOf(id)).toEqual([]);
  });

  it('starts the workflow only for what the filters let through, and says why it does not', async () => {
    const filters = { alertTypes: ['dos_attack_l7'], policies: ['Night shift'], events: ['start'] };
    const { id, hook } = await activeWorkflow({ filters });
    const { id: destination } = destinationAt(hook);
    const notify = async (type: string, event: 'start' | 'end', policy_name = 'Night shift') => {
      const answer = await cloudflare.notify(destination, sample(type, event, { policy_name }));
      return { status: answer.status, ...((await answer.json()) as object) };
    };
    const filtered = (reason: string) => ({
      status: 200,
      accepted: true,
      filtered: expect.stringContaining(reason),
    });
    expect(await notify('dos_attack_l4', 'start')).toEqual(filtered('alert_type is dos_attack_l4'));
    expect(await notify('dos_attack_l7', 'start', 'Day shift')).toEqual(filtered('policy is Day shift'));
    expect(await notify('dos_attack_l7', 'end')).toEqual(filtered('event is end'));
    expect(await notify('dos_attack_l7', 'start')).toEqual({ status: 200, accepted: true });
    await n8n.executions(id, 1);
    expect(await n8n.executionsOf(id)).toHaveLength(1);
  });

  it('takes every notification that says anything, and names the faults of others', async () => {
    const { id, hook } = await activeWorkflow({ emit: 'all' });
    const { secret = '' } = destinationAt(hook);
    const authentic = { 'cf-webhook-auth': secret };
    for (const notification of [
      { text: 'no alert type' },
      sample('x', 'start', { data: null }),
      sample('x', 'start', { ts: 1_773_454_269_123 }),
    ]) {
      expect(await post(hook, notification, authentic)).toMatchObject({ status: 200 });
    }
    expect(await post(hook, {}, authentic)).toMatchObject({ status: 400, body: { errors: [{ path: '' }] } });
    expect(await post(hook, { text: 7, ts: 'now' }, authentic)).toMatchObject({
      status: 400,
      body: { accepted: false, errors: [{ path: 'text' }, { path: 'ts' }] },
    });
    const executions = await n8n.executions(id, 3);
    const times = executions.map(
      (execution) => (outputOf(execution, 'Trigger')[0]?.['event'] as { ts?: number }).ts,
    );
    expect(times).toContain(1_773_454_269);
    expect(await n8n.executionsOf(id)).toHaveLength(3);
  });

  it('takes over the destination that an earlier activation left behind, with a new secret', async () => {
    const workflow = await triggerWorkflow();
    const [left = ''] = cloudflare.seed([{ name: 'n8n: an older name', url: workflow.hook, secret: 'lost' }]);
    await n8n.activate(workflow);
    const { id, name, secret } = destinationAt(workflow.hook);
    expect(id).toBe(left);
    expect(name).toBe(`n8n: ${workflow.name}: Trigger`);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await cloudflare.notify(id)).status).toBe(200);
  });

  it('leaves the user’s own destination of the same name alone', async () => {
    const workflow = await triggerWorkflow();
    const name = `n8n: ${workflow.name}: Trigger`;
    const [theirs = ''] = cloudflare.seed([
      { name, url: 'https://pager.example.com/hook', secret: 'theirs' },
    ]);
    await n8n.activate(workflow);
    expect(destinationAt(workflow.hook).name).toBe(`${name} (2)`);
    await n8n.deactivate(workflow.id);
    expect(cloudflare.destinations().find(({ id }) => id === theirs)).toMatchObject({
      name,
      url: 'https://pager.example.com/hook',
      secret: 'theirs',
    });
  });

  it('keeps the destination and its secret when the node is changed and published, and when the workflow is unpublished', async () => {
    const workflow = await activeWorkflow();
    const before = { ...destinationAt(workflow.hook) };
    const changed = workflow.nodes.map((node) =>
      node.name === 'Trigger'
        ? { ...node, parameters: { ...node.parameters, filters: { events: ['start', 'end'] } } }
        : node,
    );
    await n8n.activate(await n8n.updateWorkflow(workflow.id, { name: workflow.name, ...chainOf(changed) }));
    expect(destinationAt(workflow.hook)).toMatchObject({ id: before.id, secret: before.secret });
    expect((await cloudflare.notify(before.id)).status).toBe(200);
    await n8n.executions(workflow.id, 1);
    await n8n.deactivate(workflow.id);
    expect(destinationAt(workflow.hook)).toMatchObject({ id: before.id, secret: before.secret });
  });

  it('does not lose a destination that policies use to a publishing that fails', async () => {
    const workflow = await activeWorkflow();
    const before = destinationAt(workflow.hook).id;
    await n8n.deactivate(workflow.id);
    cloudflare.down = true;
    await expect(n8n.activate(workflow)).rejects.toThrow();
    cloudflare.down = false;
    expect(destinationAt(workflow.hook).id).toBe(before);
    await n8n.activate(workflow);
    expect(destinationAt(workflow.hook).id).toBe(before);
  });

  it('deletes the destination when it is told to', async () => {
    const workflow = await activeWorkflow({ options: { deleteDestination: true } });
    expect(destinationsAt(workflow.hook)).toHaveLength(1);
    await n8n.deactivate(workflow.id);
    expect(destinationsAt(workflow.hook)).toEqual([]);
  });

  it('is not touched when another version is published in which only other nodes differ', async () => {
    const set = nodeOf({ type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} }, 'Set', 1);
    const workflow = await activeWorkflow({}, { after: [set] });
    const before = destinationAt(workflow.hook);
    const parameters = { mode: 'raw', jsonOutput: '{ "changed": true }' };
    const changed = chainOf(
      workflow.nodes.map((node) => (node.name === 'Set' ? { ...node, parameters } : node)),
    );
    await n8n.activate(await n8n.updateWorkflow(workflow.id, { name: workflow.name, ...changed }));
    expect(destinationAt(workflow.hook)).toEqual(before);
    expect((await cloudflare.notify(before.id)).status).toBe(200);
    const [execution] = await n8n.executions(workflow.id, 1);
    expect(execution && outputOf(execution, 'Set')).toEqual([{ changed: true }]);
  });

  it('has each of two workflows that are activated at once get its own destination', async () => {
    const workflows = await Promise.all([triggerWorkflow(), triggerWorkflow()]);
    await Promise.all(workflows.map(async (workflow) => await n8n.activate(workflow)));
    for (const { id, hook } of workflows) {
      expect((await cloudflare.notify(destinationAt(hook).id)).status).toBe(200);
      await n8n.executions(id, 1);
    }
    expect(new Set(workflows.map(({ hook }) => destinationAt(hook).id)).size).toBe(2);
  });

  it('does not mind when its destination has been deleted by someone else', async () => {
    const { id, hook } = await activeWorkflow({ options: { deleteDestination: true } });
    const destinations = cloudflare.destinations() as unknown[];
    destinations.splice(destinations.indexOf(destinationAt(hook)), 1);
    await n8n.deactivate(id);
  });

  it('shows the error of a deactivation while Cloudflare is down, and takes the destination over afterwards', async () => {
    const workflow = await activeWorkflow({ options: { deleteDestination: true } });
    const left = destinationAt(workflow.hook).id;
    cloudflare.down = true;
    await n8n.deactivate(workflow.id);
    // n8n unpublishes all the same, and tells of it in its log.
    const told =
      'External webhook deregistration failed for: "Trigger": Could not delete the webhook destination';
    expect(readFileSync(sharedN8n().logFile, 'utf8')).toContain(`${told} ${left}`);
    cloudflare.down = false;
    await n8n.activate(workflow);
    expect(destinationAt(workflow.hook).id).toBe(left);
    expect((await cloudflare.notify(left)).status).toBe(200);
    await n8n.deactivate(workflow.id);
    expect(destinationsAt(workflow.hook)).toEqual([]);
  });

  it('creates a destination of its own for a test run, and does not touch the one in production', async () => {
    const workflow = await activeWorkflow();
    const production = destinationAt(workflow.hook);
    const { waitingForWebhook } = await n8n.call<{ waitingForWebhook?: boolean }>(
      'POST',
      `/workflows/${workflow.id}/run`,
      { triggerToStartFrom: { name: 'Trigger' } },
    );
    expect(waitingForWebhook).toBe(true);
    const testHook = workflow.hook.replace('/webhook/', '/webhook-test/');
    const test = destinationAt(testHook);
    expect(test.name).toBe(`n8n: ${workflow.name}: Trigger (test)`);
    expect(test.secret).not.toBe(production.secret);
    expect(destinationAt(workflow.hook)).toEqual(production);

    expect(await post(testHook, sample())).toMatchObject({ status: 403 });
    expect((await cloudflare.notify(test.id)).status).toBe(200);
    const [execution] = await n8n.executions(workflow.id, 1);
    expect(execution?.status).toBe('success');
    await eventually(
      async () => (destinationsAt(testHook).length === 0 ? true : undefined),
      'the test to end',
    );
    expect(destinationAt(workflow.hook)).toEqual(production);
  });

  it('goes by the secret that is filled in where the destination was created by hand, without a credential', async () => {
    const { id, hook } = await activeWorkflow({ setup: 'byHand', secret: 's3cret-by-hand' }, { used: null });
    const before = cloudflare.requests.length;
    expect(await post(hook, sample(), { 'cf-webhook-auth': 'wrong' })).toMatchObject({
      status: 403,
    });
    const [destination = ''] = cloudflare.seed([{ name: 'By hand', url: hook, secret: 's3cret-by-hand' }]);
    expect((await cloudflare.notify(destination)).status).toBe(200);
    await n8n.executions(id, 1);
    await n8n.deactivate(id);
    expect(destinationsAt(hook)).toHaveLength(1);
    expect(cloudflare.requests).toHaveLength(before);
  });

  describe('is not activated', () => {
    const refusalOf = async (workflow: StoredWorkflow) =>
      await n8n.activate(workflow).then(
        () => 'activated',
        (error: unknown) => String(error),
      );

    it('where it cannot work, and says why; nothing is left behind, and it can be activated once it can work', async () => {
      const dead = another;
      const unreachable = await n8n.createCredential('Cloudflare that is down', CREDENTIAL, {
        apiToken: dead.token,
        baseUrl: dead.baseUrl,
      });
      dead.down = true;
      const realCloudflare = await n8n.createCredential('The real Cloudflare', CREDENTIAL, {
        apiToken: 'never-sent-anywhere',
        baseUrl: 'https://api.cloudflare.com/client/v4',
      });
      const wrongToken = await n8n.createCredential('Wrong token', CREDENTIAL, {
        apiToken: 'wr0ng-t0ken',
        baseUrl: cloudflare.baseUrl,
      });
      const [whileDown, local, unauthorized, malformed, noSecret] = await Promise.all([
        triggerWorkflow({}, { used: unreachable }),
        triggerWorkflow({}, { used: realCloudflare }),
        triggerWorkflow({}, { used: wrongToken }),
        triggerWorkflow({ account: 'my account' }),
        triggerWorkflow({ setup: 'byHand', secret: '={{ "" }}' }, { used: null }),
      ]);
      const before = cloudflare.destinations().length;
      const reasons = await Promise.all([whileDown, local, unauthorized, malformed, noSecret].map(refusalOf));
      expect(reasons[0]).toMatch(
        /Could not list the webhook destinations: .*(ECONNRESET|socket hang up|closed)/,
      );
      expect(reasons[1]).toMatch(
        /Cloudflare cannot reach this n8n at http:\/\/127\.0\.0\.1:\d+: .*WEBHOOK_URL/,
      );
      expect(reasons[2]).toMatch(/403: 10000 Authentication error \(cf-ray/);
      expect(reasons[2]).not.toContain('wr0ng-t0ken');
      expect(reasons[3]).toMatch(/account id must be/);
      expect(reasons[4]).toMatch(/needs the secret/);
      expect(cloudflare.destinations()).toHaveLength(before);

      dead.down = false;
      expect(dead.destinations()).toEqual([]);
      await n8n.activate(whileDown);
      expect(dead.destinations()).toEqual([expect.objectContaining({ url: whileDown.hook })]);
    });
  });
});

/** Sends the right secret twice, as two headers of one name, which fetch cannot. */
async function statusOfDoubledHeader(hook: string, secret: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const body = JSON.stringify(sample());
    const sent = request(hook, { method: 'POST' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.setHeader('content-type', 'application/json');
    sent.setHeader('cf-webhook-auth', [secret, secret]);
    sent.end(body);
  });
}

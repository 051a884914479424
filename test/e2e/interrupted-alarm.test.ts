import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { INode } from 'n8n-workflow';

import { sample as sampleResult } from 'alertbridge/apicontext';
import { sample as sampleAponoEvent } from 'alertbridge/apono';
import { sample as sampleNotification } from 'alertbridge/cloudflare';
import { sample as sampleRun } from 'alertbridge/github';

import { OUTAGE, RESULTS_A_MINUTE, resultsOfOutage } from '../sandbox/apicontext/outage.ts';
import { chainOf, eventually, nodeOf, type N8nClient } from '../sandbox/n8n/client.ts';
import type { RunningN8n } from '../sandbox/n8n/process.ts';
import { createTemperstackCredential, sendNode } from '../sandbox/n8n/temperstack.ts';
import { postJson } from '../sandbox/post-json.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { activeTrigger, connectedN8n, startOwnN8n } from './n8n.ts';

const AWAY_MS = 120_000;
/** The longest pause between two attempts, and time for what is slow. */
const BACK_WITHIN_MS = 45_000;
const CLOCK_STEP_MS = 8 * 60_000;

async function temperstackNode(n8n: N8nClient, { integrationUrl }: Temperstack): Promise<INode> {
  return sendNode(await createTemperstackCredential(n8n, integrationUrl), 2);
}

/** What a source says of a thing at a time, in ms. */
type EventOf = (isDown: boolean, thing: string, at: number) => object;

const isoOf = (at: number) => new Date(at).toISOString();

const EVENTS: Readonly<Record<string, EventOf>> = {
  apicontext: (isDown, thing, at) =>
    sampleResult(isDown ? 'FAIL' : 'PASS', {
      call_id: thing,
      result_id: `${thing}-${at}`,
      start_time: isoOf(at),
    }),
  apono: (isDown, thing, at) => ({
    ...sampleAponoEvent(isDown ? 'Error' : 'Active', { id: thing, name: thing }),
    event_time: at / 1_000,
  }),
  cloudflare: (isDown, thing, at) =>
    sampleNotification('advanced_ddos_attack_l7_alert', isDown ? 'start' : 'end', {
      alert_correlation_id: thing,
      ts: Math.floor(at / 1_000),
    }),
  github: (isDown, thing, at) =>
    sampleRun('workflow_run', isDown ? 'failure' : 'success', {
      id: at,
      run_number: Math.floor(at / 1_000),
      name: thing,
      path: `.github/workflows/${thing}.yml`,
      created_at: isoOf(at),
      run_started_at: isoOf(at),
      updated_at: isoOf(at),
    }),
};
const SOURCES = Object.keys(EVENTS);
const CLOUDFLARE_SECRET = 'a-secret-of-the-destination-7d41';

/** What becomes of a thing while the destination is away, and what that must show in the end. */
const STORIES = {
  'opened before, closed meanwhile': 'closed',
  'opened and closed meanwhile': 'closed',
  'opened meanwhile': 'open',
  'opened, closed and opened again meanwhile': 'open',
} as const;
type Story = keyof typeof STORIES;

const thingOf = (source: string, story: Story) =>
  `${source}-${Object.keys(STORIES).indexOf(story) + 1}-${story.replaceAll(/[^a-z]+/g, '-')}`;

/** Flows of all sources in one n8n, all to one Temperstack: where each source posts to. */
async function flowsOf(n8n: N8nClient, temperstack: Temperstack): Promise<Record<string, string>> {
  const send = await temperstackNode(n8n, temperstack);
  const own = 'n8n-nodes-alertbridge';
  const started = async (type: string, path: string, parameters: object = {}) =>
    (await activeTrigger(n8n, { type: `${own}.${type}`, parameters: { ...parameters } }, path, [send])).hook;
  const hooks = {
    apicontext: await started('apiContextTrigger', 'apicontext'),
    apono: await started('aponoTrigger', 'apono'),
    cloudflare: await started('cloudflareTrigger', 'cloudflare', {
      setup: 'byHand',
      secret: CLOUDFLARE_SECRET,
    }),
  };
  // As the example flow for GitHub has it.
  const path = `github-${Date.now()}`;
  const webhook = nodeOf(
    {
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2.1,
      webhookId: path,
      parameters: { httpMethod: 'POST', path, options: {} },
    },
    'From GitHub',
  );
  const alertFromEvent = nodeOf(
    { type: `${own}.alertFromEvent`, parameters: { source: 'github' } },
    'Alert From Event',
    1,
  );
  await n8n.activate(
    await n8n.createWorkflow({ name: 'GitHub, away', ...chainOf([webhook, alertFromEvent, send]) }),
  );
  return { ...hooks, github: n8n.webhookUrl(path) };
}

/** What the destination shows of each source's things, once it has been away for two minutes. */
async function shownAfterOutage(n8n: N8nClient, temperstack: Temperstack, signal: AbortSignal) {
  const hooks = await flowsOf(n8n, temperstack);
  const say = async (isDown: boolean, ...stories: Story[]) => {
    for (const source of SOURCES) {
      for (const story of stories) {
        const event = EVENTS[source]?.(isDown, thingOf(source, story), Date.now());
        const { status } = await postJson(hooks[source] ?? '', JSON.stringify(event), {
          'cf-webhook-auth': CLOUDFLARE_SECRET,
        });
        if (status !== 200) throw new Error(`${source} was answered ${status}.`);
      }
    }
  };
  const shown = () =>
    Object.fromEntries(
      SOURCES.map((source) => [
        source,
        Object.fromEntries(
          Object.keys(STORIES).map((story) => {
            const thing = thingOf(source, story as Story);
            const alert = temperstack.alerts().find(({ latest }) => JSON.stringify(latest).includes(thing));
            return [story, alert?.state];
          }),
        ),
      ]),
    );
  const are = (found: object, expected: object) => JSON.stringify(found) === JSON.stringify(expected);

  await say(true, 'opened before, closed meanwhile');
  await eventually(
    async () => (temperstack.alerts().length === SOURCES.length ? true : undefined),
    'an alarm of each source',
  );
  const awayAt = performance.now();
  const until = async (ms: number) =>
    await sleep(Math.max(0, awayAt + ms - performance.now()), undefined, { signal });
  temperstack.faults.add({ status: 503 }, 100_000);
  await say(
    true,
    'opened and closed meanwhile',
    'opened meanwhile',
    'opened, closed and opened again meanwhile',
  );
  await until(AWAY_MS / 3);
  await say(
    false,
    'opened before, closed meanwhile',
    'opened and closed meanwhile',
    'opened, closed and opened again meanwhile',
  );
  await until(AWAY_MS / 2);
  temperstack.faults.clear();
  temperstack.faults.add({ reset: 'before the answer' }, 100_000);
  await until((AWAY_MS * 2) / 3);
  await say(true, 'opened, closed and opened again meanwhile');
  await until(AWAY_MS);
  const whileAway = shown();
  temperstack.faults.clear();
  const givesUpAt = performance.now() + BACK_WITHIN_MS;
  const expected = Object.fromEntries(SOURCES.map((source) => [source, STORIES]));
  while (!are(shown(), expected) && performance.now() < givesUpAt) await sleep(100, undefined, { signal });
  // Were an older Alarm still to come, it would by now.
  await sleep(2_000, undefined, { signal });
  return { whileAway, after: shown(), expected };
}

/** An n8n of its own, which can be killed, and whose clock can be moved. */
let folder: string;
let running: RunningN8n;
let n8n: N8nClient;
let temperstack: Temperstack;
let away: Temperstack;
/** It takes its two minutes while n8n is killed elsewhere. */
const testsEnd = new AbortController();
let outage: Promise<Awaited<ReturnType<typeof shownAfterOutage>> | { failed: unknown }>;

async function start(port?: number): Promise<void> {
  ({ running, n8n } = await startOwnN8n(folder, {
    ...(port !== undefined && { port }),
    env: {
      NODE_OPTIONS: `--require ${join(import.meta.dirname, '../sandbox/n8n/moved-clock.cjs')}`,
      CLOCK_STEP_MS: String(CLOCK_STEP_MS),
    },
  }));
}

beforeAll(async () => {
  away = await startTemperstack({ apiKey: 'away-key-5d1f0c' });
  outage = shownAfterOutage(connectedN8n(), away, testsEnd.signal).catch((error: unknown) => ({
    failed: error,
  }));
  temperstack = await startTemperstack();
  folder = mkdtempSync(join(tmpdir(), 'alertbridge-killed-'));
  await start();
}, 300_000);
afterAll(async () => {
  testsEnd.abort();
  await running.stop();
  await Promise.all([temperstack.close(), away.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function flow(parameters: object = {}) {
  const trigger = { type: 'n8n-nodes-alertbridge.apiContextTrigger', parameters: { ...parameters } };
  return await activeTrigger(n8n, trigger, 'apicontext', [await temperstackNode(n8n, temperstack)]);
}

let count = 0;

/** Says of a call that it fails or passes, and what the trigger answered. */
async function say(hook: string, resultClass: 'FAIL' | 'PASS', call_id: string): Promise<unknown> {
  const result = sampleResult(resultClass, {
    call_id,
    result_id: `${call_id}-${++count}`,
    start_time: isoOf(Date.now()),
  });
  const { status, body } = await postJson(hook, JSON.stringify(result));
  expect(status).toBe(200);
  return body;
}

const toldOf = (callId: string) =>
  temperstack
    .received()
    .flatMap(({ alert }) => (alert?.alert_id === `apicontext:${callId}` ? [alert.status] : []));

async function eventuallyTold(callId: string, ...statuses: string[]): Promise<void> {
  await eventually(
    async () => (toldOf(callId).length >= statuses.length ? true : undefined),
    `${callId} to be told as ${statuses.join(', ')}`,
  );
  expect(toldOf(callId)).toEqual(statuses);
}

describe('n8n that is killed', () => {
  const callId = 'killed-in-its-middle';
  const all = resultsOfOutage(callId);
  const middle = (OUTAGE.from + 2) * RESULTS_A_MINUTE;
  let hooks: Record<'outage' | 'opened' | 'closed', string>;

  /** Posts results twenty at a time; those that n8n did not answer. */
  async function post(results: readonly object[]): Promise<object[]> {
    const unanswered: object[] = [];
    for (let at = 0; at < results.length; at += 20) {
      const some = results.slice(at, at + 20);
      const statuses = await Promise.all(
        some.map(async (result) =>
          postJson(hooks.outage, JSON.stringify(result)).then(
            ({ status }) => status,
            () => undefined,
          ),
        ),
      );
      unanswered.push(...some.filter((_, index) => statuses[index] !== 200));
    }
    return unanswered;
  }

  beforeAll(async () => {
    hooks = {
      outage: (await flow({ policy: { raiseAt: 2 } })).hook,
      opened: (await flow()).hook,
      closed: (await flow()).hook,
    };
    expect(await post(all.slice(0, middle))).toEqual([]);
    await eventuallyTold(callId, 'Alarm');
    for (const hook of [hooks.opened, hooks.closed]) {
      // So that something is stored already: into an empty store n8n writes more readily.
      await say(hook, 'FAIL', 'before');
      await say(hook, 'FAIL', 'before');
    }
    await say(hooks.closed, 'FAIL', 'closed-last');
    await eventuallyTold('closed-last', 'Alarm');
    await say(hooks.closed, 'PASS', 'closed-last');
    await eventuallyTold('closed-last', 'Alarm', 'OK');
    await say(hooks.opened, 'FAIL', 'opened-last');
    await eventuallyTold('opened-last', 'Alarm');
    const underWay = post(all.slice(middle, middle + 20));
    await sleep(50);
    await running.kill();
    const unanswered = await underWay;
    expect(unanswered.length).toBeGreaterThan(0);
    await start(Number(new URL(running.url).port));
    for (const hook of Object.values(hooks)) {
      await eventually(
        async () => ((await postJson(hook, '{}')).status === 404 ? undefined : true),
        'the workflows to be active again',
      );
    }
    expect(await post([...unanswered, ...all.slice(middle + 20)])).toEqual([]);
  }, 300_000);

  it('in the middle of an outage of 500 results says at most one message more, and closes the alarm', async () => {
    await eventually(async () => (toldOf(callId).at(-1) === 'OK' ? true : undefined), 'the OK of the outage');
    expect(toldOf(callId)[0]).toBe('Alarm');
    expect(toldOf(callId).length).toBeLessThanOrEqual(3);
    expect(toldOf(callId).filter((status) => status === 'OK').length).toBeLessThanOrEqual(2);
  });

  it('right after it opened an alarm closes it, though nothing else came before it was killed', async () => {
    expect(await say(hooks.opened, 'PASS', 'opened-last')).toMatchObject({ accepted: true });
    await eventuallyTold('opened-last', 'Alarm', 'OK');
  });

  it('right after it closed an alarm says its OK at most once more, and opens it again', async () => {
    await say(hooks.closed, 'PASS', 'closed-last');
    await say(hooks.closed, 'PASS', 'closed-last');
    await say(hooks.closed, 'FAIL', 'closed-last');
    await eventually(
      async () => (toldOf('closed-last').at(-1) === 'Alarm' ? true : undefined),
      'the second Alarm',
    );
    expect(toldOf('closed-last').length).toBeLessThanOrEqual(4);
  });
});

describe('an Alarm that was given up', () => {
  it('is made good by a repeat within 15 minutes, where it goes on', async () => {
    const { id, hook } = await flow();
    temperstack.faults.add({ status: 400 });
    await say(hook, 'FAIL', 'given-up');
    const [first] = await n8n.executions(id, 1);
    expect(first?.status).toBe('error');
    expect(await say(hook, 'FAIL', 'given-up')).toMatchObject({ held: 'already open' });
    process.kill(running.pid, 'SIGUSR2');
    expect(await say(hook, 'FAIL', 'given-up')).toMatchObject({ held: 'already open' });
    process.kill(running.pid, 'SIGUSR2');
    await say(hook, 'FAIL', 'given-up');
    await eventuallyTold('given-up', 'Alarm');
    const [, second] = await n8n.executions(id, 2);
    expect(second?.status).toBe('success');
    expect(temperstack.alerts()[0]).toMatchObject({ alert_id: 'apicontext:given-up', state: 'open' });
  });
});

describe('a destination that is away for two minutes', () => {
  it(
    'shows in the end what is true, for every source',
    async () => {
      const found = await outage;
      if ('failed' in found) throw found.failed;
      const before = Object.values(found.whileAway).flatMap((stories) => Object.values(stories));
      // It showed only what it was told before.
      expect(before.filter((state) => state !== undefined)).toEqual(SOURCES.map(() => 'open'));
      expect(found.after).toEqual(found.expected);
    },
    AWAY_MS + BACK_WITHIN_MS + 60_000,
  );
});

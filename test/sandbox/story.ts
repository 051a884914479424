import { setTimeout as sleep } from 'node:timers/promises';

import { sample as apicontextResult, type ResultClass } from 'alertbridge/apicontext';
import { sample as aponoEvent, type Status } from 'alertbridge/apono';
import { sample as cloudflareNotification } from 'alertbridge/cloudflare';

import { startJob } from '../runner/job.ts';
import type { GitHubServer } from './github/server.ts';
import { eventually } from './n8n/client.ts';
import { postJson } from './post-json.ts';
import type { Temperstack, TemperstackRequest } from './temperstack/server.ts';

/** Where everything is that the story plays with. */
export interface Stage {
  temperstack: Temperstack;
  github: GitHubServer;
  /** The production URLs of the triggers. */
  hooks: { apicontext: string; cloudflare: string; apono: string };
  cloudflareSecret: string;
}

/** One step of the demo. */
export interface Step {
  title: string;
  /**
   * Plays it.
   *
   * @param say Tells what happens, a line at a time.
   * @returns What Temperstack got in it.
   */
  play(stage: Stage, say: (line: string) => void): Promise<readonly TemperstackRequest[]>;
  /** What it must have got: the statuses that were taken, in their order, all under one id. */
  expected: readonly ('Alarm' | 'OK')[];
}

const LOCATIONS = [
  ...['Oslo', 'Dublin', 'Frankfurt', 'Paris', 'London', 'Madrid', 'Milan', 'Warsaw', 'Zurich', 'Stockholm'],
  ...[
    'Ashburn',
    'Dallas',
    'Portland',
    'Toronto',
    'São Paulo',
    'Tokyo',
    'Osaka',
    'Singapore',
    'Mumbai',
    'Sydney',
  ],
];
const OUTAGE_MS = 30_000;
/** Whatever comes twice would have come by then. */
const QUIET_MS = 1_500;

let clock = Date.UTC(2026, 2, 14, 2, 11);

export const STORY: readonly Step[] = [
  {
    title: 'A call fails, and 20 locations see it',
    expected: ['Alarm'],
    play: async (stage, say) =>
      await during(stage, 1, async () => await resultsFromEverywhere(stage, say, 'FAIL')),
  },
  {
    title: 'The call works again, from all of them',
    expected: ['OK'],
    play: async (stage, say) =>
      await during(stage, 1, async () => await resultsFromEverywhere(stage, say, 'PASS')),
  },
  {
    title: `Temperstack is down for ${OUTAGE_MS / 1_000} seconds while another call fails and recovers`,
    expected: ['Alarm', 'OK'],
    async play(stage, say) {
      return await during(stage, 2, async () => {
        stage.temperstack.faults.add({ status: 503 }, 1_000);
        say('Temperstack answers 503 to everything.');
        const result = (resultClass: ResultClass, city: string) =>
          apicontextResult(resultClass, {
            location_id: city.toLowerCase(),
            location_data: { ip_addr: '198.51.100.23', cloud: 'Azure', city },
            call_id: 'call-checkout',
            call_meta: { name: 'Checkout', description: null, tags: ['shop'], domain: 'shop.example.com' },
            result_id: `checkout-${resultClass}-${city}`,
            start_time: at(60),
          });
        const cities = ['Oslo', 'Tokyo'];
        const everywhere = async (resultClass: ResultClass) => {
          for (const city of cities) {
            say(
              `${resultClass} from ${city}: ${await answer(stage.hooks.apicontext, result(resultClass, city))}`,
            );
          }
        };
        await everywhere('FAIL');
        say(`Waiting ${OUTAGE_MS / 1_000} seconds. The node keeps trying to send the alert.`);
        await sleep(OUTAGE_MS);
        stage.temperstack.faults.clear();
        say('Temperstack is back.');
        await eventually(
          async () =>
            taken(stage).some(({ alert }) => alert?.alert_id === 'apicontext:call-checkout')
              ? true
              : undefined,
          'the Alarm that waited',
        );
        const refused = stage.temperstack.received().filter(({ status }) => status === 503);
        say(`The alert was refused ${refused.length} times, and has now been delivered.`);
        await everywhere('PASS');
      });
    },
  },
  {
    title: 'A Cloudflare tunnel is down, and healthy again',
    expected: ['Alarm', 'OK'],
    async play({ hooks, cloudflareSecret, ...stage }, say) {
      return await during({ hooks, cloudflareSecret, ...stage }, 2, async () => {
        for (const state of ['DOWN', 'HEALTHY']) {
          const notification = cloudflareNotification(
            'tunnel_health_event',
            state === 'DOWN' ? 'start' : 'end',
            {
              ts: Math.floor((clock += 60_000) / 1_000),
            },
          );
          const data = { ...notification.data, new_status: `TUNNEL_STATUS_TYPE_${state}` };
          const headers = { 'cf-webhook-auth': cloudflareSecret };
          say(`${state}: ${await answer(hooks.cloudflare, { ...notification, data }, headers)}`);
          await sleep(QUIET_MS);
        }
      });
    },
  },
  {
    title: 'An Apono integration is in Error, and Active again',
    expected: ['Alarm', 'OK'],
    async play(stage, say) {
      return await during(stage, 2, async () => {
        for (const status of ['Error', 'Active'] satisfies Status[]) {
          const event = { ...aponoEvent(status), event_time: (clock += 60_000) / 1_000 };
          say(`${status}: ${await answer(stage.hooks.apono, event)}`);
          await sleep(QUIET_MS);
        }
      });
    },
  },
  {
    title: 'A GitHub job is red, and green in the next run: the action, as the runner runs it',
    expected: ['Alarm', 'OK'],
    async play(stage, say) {
      return await during(stage, 2, async () => {
        const step = (runNumber: number) =>
          startJob({
            with: {
              'integration-url': stage.temperstack.integrationUrl,
              when: 'job-end',
              notify: 'always',
            },
            env: {
              GITHUB_API_URL: stage.github.url,
              GITHUB_RUN_NUMBER: String(runNumber),
              GITHUB_RUN_ID: String(7_000 + runNumber),
            },
          });
        for (const [runNumber, status] of [
          [1, 'failure'],
          [2, 'success'],
        ] as const) {
          const job = step(runNumber);
          await job.main();
          const { outputs } = await job.post(status);
          say(`The job ends with ${status}: sent ${outputs['sent'] ?? ''}, ${outputs['alert-id'] ?? ''}`);
        }
      });
    },
  },
];

/** What is wrong with what a step has led to; `undefined` where it is as it should be. */
export function faultOf(step: Step, got: readonly TemperstackRequest[]): string | undefined {
  const statuses = got.map(({ alert }) => alert?.status ?? 'nothing');
  if (statuses.join(', ') !== step.expected.join(', ')) {
    return `Temperstack got ${statuses.join(', ') || 'nothing'} in place of ${step.expected.join(', ')}.`;
  }
  const ids = new Set(got.map(({ alert }) => alert?.alert_id));
  return ids.size === 1 ? undefined : `It came under several ids: ${[...ids].join(', ')}.`;
}

async function resultsFromEverywhere(
  { hooks }: Stage,
  say: (line: string) => void,
  resultClass: ResultClass,
): Promise<void> {
  const answers = new Map<string, number>();
  for (const [index, city] of LOCATIONS.entries()) {
    const said = await answer(
      hooks.apicontext,
      apicontextResult(resultClass, {
        result_id: `${resultClass}-${index}`,
        location_id: `location-${index}`,
        location_data: { ip_addr: '198.51.100.23', cloud: 'Azure', city },
        start_time: at(1),
      }),
    );
    answers.set(said, (answers.get(said) ?? 0) + 1);
  }
  const told = [...answers].map(([said, count]) => `${count} × ${said}`);
  // From the second on they only get shorter, by one location each.
  const between = told.length > 4 ? [told[0], `… ${told.length - 3} more like it`, ...told.slice(-2)] : told;
  for (const line of between) say(line ?? '');
}

/** What Temperstack takes while something happens: at least `count`, and then whatever else comes for a moment. */
async function during(
  stage: Stage,
  count: number,
  happen: () => Promise<void>,
): Promise<readonly TemperstackRequest[]> {
  const before = taken(stage).length;
  await happen();
  await eventually(
    async () => (taken(stage).length >= before + count ? true : undefined),
    `${count} alerts to reach Temperstack`,
  );
  await sleep(QUIET_MS);
  return taken(stage).slice(before);
}

function taken({ temperstack }: Pick<Stage, 'temperstack'>): TemperstackRequest[] {
  return temperstack.received().filter(({ alert, status }) => alert !== null && status === 200);
}

/** A result of a call of one's own, as seen from two locations; gives what was answered, a line for each. */
export async function tryResult(hook: string, resultClass: ResultClass): Promise<string[]> {
  const lines: string[] = [];
  for (const city of ['Oslo', 'Tokyo']) {
    const result = apicontextResult(resultClass, {
      call_id: 'call-of-mine',
      call_meta: { name: 'My call', description: null, tags: [], domain: 'mine.example.com' },
      result_id: `mine-${clock}-${city}`,
      location_id: city.toLowerCase(),
      location_data: { ip_addr: '198.51.100.23', cloud: 'Azure', city },
      start_time: at(1),
    });
    lines.push(`${resultClass} from ${city}: ${await answer(hook, result)}`);
  }
  return lines;
}

async function answer(url: string, event: object, headers: Record<string, string> = {}): Promise<string> {
  const { status, body } = await postJson(url, JSON.stringify(event), headers);
  return `${status} ${JSON.stringify(body)}`;
}

/** A time that is later than all before. */
function at(seconds: number): string {
  clock += seconds * 1_000;
  return new Date(clock).toISOString();
}

import fc from 'fast-check';
import {
  AlertbridgeError,
  createTracker,
  parseAlert,
  redact,
  reportsFrom,
  SOURCES,
  type Report,
} from 'alertbridge';
import { emptyState, mergeStates, parsePolicy, track } from 'alertbridge/track';
import { apicontext } from 'alertbridge/apicontext';
import { isOnAllowList, parseIpAllowList, parseReceiving, receive } from 'alertbridge/receive';
import { parseIntegrationUrl } from 'alertbridge/temperstack';
import { compileTemplate, createWebhook } from 'alertbridge/webhook';

import { retryAfterMs } from '../../shared/delivery/retry.ts';
import { textOfHtml } from '../../shared/text.ts';

/** One thing that is fed with whatever comes: its inputs, and what must hold for every one of them. */
export interface Target {
  name: string;
  property: fc.IAsyncPropertyWithHooks<[unknown]> | fc.IPropertyWithHooks<[unknown]>;
}

/** The most that a tracker's state may be long, in bytes. */
const MAX_STATE_BYTES = 256 * 1024;
/** The most that a sender is answered, in bytes. */
const MAX_ANSWER_BYTES = 8 * 1024;

const json = fc.jsonValue({ maxDepth: 4 });
/** JSON, and what only a program can hand in. */
const anything = fc.oneof(
  { weight: 3, arbitrary: json },
  // What throws as soon as one looks.
  fc.constantFrom('data', 'body', 'call_id', 'alert_name', 'event_type').map((field) =>
    Object.defineProperty({}, field, {
      enumerable: true,
      get: () => {
        throw new Error('unreadable');
      },
    }),
  ),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme' }),
);
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '0',
    'length',
    'data',
    'alerts',
    'status',
    'body',
  ),
  text,
);

const path = (
  value: unknown,
  steps: readonly number[],
): { holder: Record<string, unknown>; key: string } | undefined => {
  let at = value;
  let found: { holder: Record<string, unknown>; key: string } | undefined;
  for (const step of steps) {
    if (at === null || typeof at !== 'object') break;
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    found = { holder: at as Record<string, unknown>, key: keys[step % keys.length] as string };
    at = found.holder[found.key];
  }
  return found;
};

/** A real event in which something was changed, taken away or added, so that it comes further than noise does. */
const nearly = (samples: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(
        fc.tuple(
          fc.array(fc.nat(50), { minLength: 1, maxLength: 4 }),
          fc.constantFrom('set', 'delete', 'add'),
          key,
          json,
        ),
        {
          maxLength: 4,
        },
      ),
    )
    .map(([sample, changes]) => {
      const event = structuredClone(sample);
      for (const [steps, change, name, value] of changes) {
        const place = path(event, steps);
        if (place === undefined) continue;
        if (change === 'add' && Array.isArray(place.holder)) place.holder.push(value);
        else if (change === 'set') place.holder[place.key] = value;
        else if (change === 'delete') Reflect.deleteProperty(place.holder, place.key);
        else
          Object.defineProperty(place.holder, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
      }
      return event;
    });

const samples = SOURCES.map((source) => source.sample());
const event = fc.oneof({ weight: 4, arbitrary: nearly(samples) }, anything);

/** Whatever is thrown is an error of ours. */
function only<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof AlertbridgeError) return undefined;
    throw error;
  }
}

function assertThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function assertReports(reports: readonly Report[]): void {
  for (const { alert } of reports) {
    assertThat(JSON.stringify(parseAlert(alert)) === JSON.stringify(alert), 'an alert that is not one');
  }
}

const sync = (name: string, inputs: fc.Arbitrary<unknown>, holds: (input: unknown) => void): Target => ({
  name,
  property: fc.property(inputs, (input) => {
    holds(input);
  }),
});

const report: fc.Arbitrary<Report> = fc
  .record({
    status: fc.constantFrom('Alarm', 'OK'),
    alert_priority: fc.constantFrom('Critical', 'Medium', undefined),
    id: fc.oneof(fc.constantFrom('a', 'b'), text),
    reporter: fc.oneof(fc.constantFrom('', 'oslo', 'dublin'), text),
    at: fc.option(fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.double()), { nil: undefined }),
    kind: fc.constantFrom('sample', 'turn'),
    eventId: fc.option(text, { nil: undefined }),
    streak: fc.option(fc.oneof(fc.nat(200), fc.double()), { nil: undefined }),
    reporterName: fc.option(text, { nil: undefined }),
    gist: fc.option(text, { nil: undefined }),
  })
  .map(({ status, alert_priority, id, kind, ...rest }) => ({
    ...rest,
    kind: kind,
    alert: parseAlert({ alert_name: 'x', status, alert_priority, alert_id: id }),
  }));

const secretForms: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => encodeURIComponent(secret),
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => Buffer.from(secret).toString('base64').replaceAll('=', ''),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => Buffer.from(secret).toString('hex'),
];

export const TARGETS: readonly Target[] = [
  ...SOURCES.map((source) =>
    sync(
      `parse of ${source.name}`,
      fc.oneof({ weight: 5, arbitrary: nearly([source.sample()]) }, anything),
      (input) => {
        source.recognises(input);
        only(() => {
          const parsed = source.parse(input);
          const reports = source.toReports(parsed);
          assertReports(reports);
          source.matches(parsed, {});
          if (reports.length === 0) {
            assertThat(
              typeof source.whyIgnored(parsed) === 'string',
              'nothing said of why there is no alert',
            );
          }
        });
      },
    ),
  ),
  sync('reportsFrom', event, (input) => only(() => assertReports(reportsFrom(input).reports))),
  sync(
    'parseAlert',
    fc.oneof(nearly([{ alert_name: 'a', status: 'OK', description: 'b' }]), anything),
    (input) => only(() => parseAlert(input)),
  ),
  sync('the filters and mappings of the sources', json, (input) => {
    for (const source of SOURCES) {
      const sample = source.parse(source.sample());
      only(() => source.matches(sample, input));
      only(() => source.toReports(sample, input));
    }
  }),
  sync(
    'JSON templates',
    fc.tuple(
      fc.oneof(
        json.map((value) => JSON.stringify(value)),
        text,
      ),
      event,
    ),
    (input) => {
      const [template, about] = input as [string, unknown];
      only(() => compileTemplate(template)(about));
    },
  ),
  sync(
    'webhook definitions',
    fc.oneof(
      nearly([
        {
          name: 'x',
          url: 'https://example.com/a/b?c=d',
          bodyTemplate: '{"a":"{{alert.alert_name}}"}',
          filters: [{ path: 'event.a', values: ['b'] }],
          responseValidators: [{ path: '$.data.status', expected: ['ok'] }],
          auth: { type: 'headers', headers: { 'X-Key': 'value-1' } },
        },
      ]),
      anything,
    ),
    (input) => {
      const webhook = only(() => createWebhook(input as Parameters<typeof createWebhook>[0]));
      only(() => webhook?.destination.request({ alert: parseAlert({ alert_name: 'a', status: 'OK' }) }));
    },
  ),
  sync('the paths of validators', text, (input) => {
    only(() =>
      createWebhook({
        name: 'x',
        url: 'https://example.com',
        bodyTemplate: '{}',
        responseValidators: [{ path: `$.data.${String(input)}`, expected: ['a'] }],
      }),
    );
  }),
  sync('URLs of webhooks', text, (input) => {
    const piece = input as string;
    const webhook = only(() => createWebhook({ name: 'x', url: `https://hooks.example.com/${piece}` }));
    const { shownUrl } =
      webhook?.destination.request({ alert: parseAlert({ alert_name: 'a', status: 'OK' }) }) ?? {};
    const isHidden = /^https:\/\/hooks\.example\.com\/?(?:\*\*\*)?(?:\?\*\*\*)?$/.test(shownUrl ?? '');
    assertThat(webhook === undefined || isHidden, 'a path that is shown');
  }),
  sync(
    'integration URLs',
    fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true })),
    (input) => only(() => parseIntegrationUrl(input as string)),
  ),
  sync('IP allow lists', fc.tuple(fc.oneof(text, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), text), (input) => {
    const [list, ip] = input as [string, string];
    only(() => isOnAllowList(ip, parseIpAllowList(list)));
  }),
  sync(
    'redaction',
    fc.tuple(
      fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 40 }),
      text,
      text,
      fc.nat(secretForms.length - 1),
    ),
    (input) => {
      const [secret, before, after, form] = input as [string, string, string, number];
      if (/^\s|\s$/.test(secret)) return;
      const spelt = (secretForms[form] as (secret: string) => string)(secret);
      const shown = redact(`${before} ${spelt} ${after}`, [secret]);
      assertThat(
        !shown.includes(spelt) || before.includes(spelt) || after.includes(spelt),
        `${spelt} is seen`,
      );
    },
  ),
  sync('Retry-After', text, (input) => {
    const ms = retryAfterMs(input as string, 0);
    assertThat(ms === undefined || ms >= 0, 'a pause below nothing');
  }),
  sync('HTML', text, (input) => void textOfHtml(input as string)),
  sync(
    'the tracker',
    fc.tuple(
      fc.array(fc.tuple(report, fc.integer({ min: 0, max: 100_000 })), { maxLength: 60 }),
      fc.record({ raiseAt: fc.integer({ min: 1, max: 3 }), closeAfterMs: fc.nat(10_000) }),
    ),
    (input) => {
      const [history, given] = input as [[Report, number][], object];
      const policy = parsePolicy(given);
      let one = emptyState();
      let other = emptyState();
      let now = 0;
      for (const [index, [next, later]] of history.entries()) {
        now += later;
        const tracked = track(index % 2 === 0 ? one : other, next, policy, now);
        if (index % 2 === 0) one = tracked.state;
        else other = tracked.state;
        parseAlert(tracked.alert);
        assertThat(
          tracked.decision !== 'hold' || typeof tracked.reason === 'string',
          'a hold without a reason',
        );
      }
      const merged = mergeStates(one, other);
      const kept = JSON.stringify(merged);
      assertThat(Buffer.byteLength(kept) <= MAX_STATE_BYTES, 'a state that is too large');
      assertThat(kept === JSON.stringify(mergeStates(other, one)), 'an order of merging that matters');
      assertThat(kept === JSON.stringify(mergeStates(merged, one)), 'a merge that is not its own end');
    },
  ),
  {
    name: 'stored states',
    property: fc.asyncProperty(fc.oneof(anything, text), async (stored) => {
      const tracker = createTracker({ store: { load: () => stored, save: () => undefined }, now: () => 0 });
      const alert = parseAlert({ alert_name: 'a', status: 'Alarm' });
      const { decision } = await tracker.track({ alert, reporter: '', kind: 'sample', at: 0 });
      assertThat(decision === 'open', `a stored state that makes an alarm ${decision}`);
    }),
  },
  {
    name: 'requests',
    property: fc.asyncProperty(
      fc.oneof(
        text,
        nearly(samples).map((value) => JSON.stringify(value)),
      ) as fc.Arbitrary<unknown>,
      async (body) => {
        const receiving = parseReceiving({
          source: [apicontext, ...SOURCES.filter((source) => source.name !== 'apicontext')],
        });
        const { answer } = await receive({ headers: {}, body: () => ({ text: body as string }) }, receiving);
        assertThat([200, 400].includes(answer.status), `the answer ${answer.status}`);
        assertThat(
          Buffer.byteLength(JSON.stringify(answer.body)) <= MAX_ANSWER_BYTES,
          'an answer that is too long',
        );
      },
    ),
  },
];

/**
 * What each comparison has to reach, all in one table. The benches print each ratio beside its limit; `.ci/run` fails on one
 * that is a quarter worse.
 */

/** Of two that are measured: how long the one may take, or how many times as fast it has to be. */
export type Limit = (
  | {
      /** At most so many times as long as the other takes. */
      readonly atMost: number;
    }
  | {
      /** At least so many times as fast as the other. */
      readonly atLeast: number;
    }
) & {
  /** Where it is not reached: what was measured, which must not get worse either. docs/performance.md explains it. */
  readonly explained?: number;
};

/** The most that a value itself may be, in its bench's unit. */
export interface Most {
  readonly most: number;
}

export const LIMITS = {
  mapping: {
    /** Of `JSON.parse` and `JSON.stringify` of the same event. */
    json: { atMost: 3 },
    /** Of what is written by hand around a validator that ajv compiles. */
    byHand: { atMost: 1, explained: 1.8 },
  },
  template: { handlebars: { atLeast: 2, explained: 1.5 }, mustache: { atLeast: 2, explained: 1.6 } },
  delivery: {
    /** Of undici's own pool, which neither retries nor redacts nor keeps a record. */
    pool: { atLeast: 0.85, explained: 0.7 },
    peers: { atLeast: 1.5 },
  },
  track: {
    /** µs for a report. */
    report: { most: 20 },
    /** A report among 1,000 open alarms, of one among 10. */
    flat: { atMost: 2 },
    /** Of `JSON.parse` and `JSON.stringify` of the event that the report is of; for machines that are not ours. */
    json: { atMost: 2 },
  },
  n8n: {
    defaults: {
      http: { atLeast: 0.65, explained: 0.6 },
      code: { atLeast: 0.75, explained: 0.65 },
      ownWebhookHttp: { atLeast: 0.9 },
      ownWebhookCode: { atLeast: 1 },
      unneeded: { atLeast: 1.35, explained: 1.25 },
      hour: { atLeast: 1.5 },
    },
    lazy: {
      http: { atLeast: 2.8, explained: 2.6 },
      code: { atLeast: 3.1, explained: 2.5 },
      ownWebhookHttp: { atLeast: 0.9 },
      ownWebhookCode: { atLeast: 1 },
      unneeded: { atLeast: 12 },
      hour: { atLeast: 10 },
    },
    batch: { atLeast: 1.5, explained: 0.75 },
    workers: { atLeast: 1.7, explained: 1.05 },
  },
  /** Of `JSON.parse` of the same. */
  receive: { parsing: { atMost: 5 } },
  webhook: {
    /** Of `JSON.parse` of the same. */
    parsing: { atMost: 5 },
    /**
     * `JSON.parse` copies a text without reading it, which nothing that looks for a secret can do: an answer that is one text is
     * compared with an ordinary one of the same length, and may cost so many times as much as to parse that.
     */
    oneText: { atMost: 10 },
    /** Only the user writes a template, and it is compiled once. */
    placeholders: { atMost: 40 },
  },
  action: {
    /** Of one `fetch` in a process of its own, with answers at once. */
    fetch: { atMost: 1.2 },
    /** Of the same questions by `fetch`, with answers as slow as real ones. */
    realistic: { atMost: 0.9 },
  },
  /** Of n8n's own Webhook node, which shows what it costs n8n to parse the body. */
  bodies: { atMost: 1.2 },
  memory: {
    /** MB more in use. */
    kept: { most: 10 },
    /** Listeners left on a signal. */
    listeners: { most: 0 },
  },
  load: {
    /** ms more than n8n-workflow alone. */
    more: { most: 60 },
    /** The same as a ratio to n8n-workflow alone, for machines that are not ours. */
    ratio: { atMost: 1.2 },
    /** kB of the largest file. */
    file: { most: 250 },
  },
  bundle: {
    /** kB of a bundle of one mapping, minified, zod included. */
    all: { most: 110 },
    /** kB of it that are the library's own. */
    own: { most: 12 },
  },
} as const satisfies Record<string, unknown>;

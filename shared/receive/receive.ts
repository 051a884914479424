import type { Alert } from '../alert.ts';
import { ConfigurationError, InvalidInputError } from '../errors.ts';
import { recognisedAmong } from '../recognition.ts';
import type { Change, Report } from '../report.ts';
import { parseFilter, parseMapping, type Source } from '../source.ts';
import { accepted, faulty, refused, type Answer } from './answer.ts';
import { parseAuthentication, whyNotLetIn, type RequestHead, type WhoMaySend } from './authentication.ts';
import { parseIpAllowList } from './ip-allow-list.ts';

/** As many bytes as a body may have by default: no source sends a hundredth of it. */
export const DEFAULT_MAX_BYTES = 256 * 1024;

/** A request's body, as it came or as the host has parsed it already. */
export type Body = { readonly text: string } | { readonly json: unknown };

/** One request as a host has it. */
export interface IncomingRequest extends RequestHead {
  /** Its body, or `undefined` where it has more bytes than that. It is asked for only once the sender is let in. */
  body(maxBytes: number): Body | undefined | Promise<Body | undefined>;
}

/** What decides what a report changes; `createTracker` makes one. */
export interface ReceivingTracker {
  /** What a report changes. */
  track(report: Report): Tracked | Promise<Tracked>;
  /**
   * Whether anything is known of an alert: that it is open, say, or seen by too few to open. An OK of such an alert is let
   * through whatever the filter says.
   */
  isKnown(alertId: string): boolean | Promise<boolean>;
}

interface Tracked {
  readonly decision: Change;
  readonly reason: string | null;
  readonly alert: Alert;
  readonly at?: number | undefined;
  readonly seenBy?: readonly string[] | undefined;
  readonly tracked?: boolean | undefined;
}

/** One alert of an event that was received, and what it changes. */
export interface Received {
  /** What is to be sent. */
  readonly alert: Alert;
  /** Without a tracker an Alarm is `open` and an OK `resolve`. */
  readonly change: Change;
  /**
   * How new what the alert tells is, in ms since the epoch: when the newest happened that a tracker knows of the alarm, or
   * the report where there is no tracker; absent where that does not tell.
   */
  readonly at?: number | undefined;
  /** Why, in words for a person; `null` without a tracker. */
  readonly reason: string | null;
  /** The reporters that see the alarm now, as far as a tracker knows. */
  readonly seenBy: readonly string[];
  /** False where a tracker had no room to remember it, so that it is sent without a policy: worth a warning. */
  readonly tracked: boolean;
  /** What the source made of the event; it is what a sender with a tracker of its own takes. */
  readonly report: Report;
  readonly event: unknown;
  readonly source: Source;
}

/** What becomes of a request: its answer, and the alerts of its event, those included that are held. */
export interface Reception {
  readonly answer: Answer;
  readonly received: readonly Received[];
}

/** How requests are received, checked. */
export interface Receiving extends WhoMaySend {
  readonly sources: readonly Configured[];
  readonly maxBytes: number;
  readonly tracker?: ReceivingTracker | undefined;
}

interface Configured {
  readonly source: Source;
  readonly filter: unknown;
  readonly mapping: unknown;
}

/** How requests are received, as it is given. */
export interface ReceivingOptions {
  /** Where the events come from; of several, the one that recognises an event. */
  readonly source: Source | readonly Source[];
  /** Which events may open an alarm. For a list of sources: one for each, by the sources' names. @default every event */
  readonly filter?: unknown;
  /** How events become alerts. For a list of sources: one for each, by the sources' names. @default the sources' own */
  readonly mapping?: unknown;
  /**
   * What senders must show; see `authenticationSchema`.
   *
   * @default { type: 'none' }
   */
  readonly authentication?: unknown;
  /**
   * Addresses and ranges that may send, e.g. `203.0.113.7, 198.51.100.0/24, 2001:db8::/32`.
   *
   * @default '' (every address)
   */
  readonly ipAllowList?: string | readonly string[] | undefined;
  /**
   * As many bytes as a body may have; more is a 413, before anything looks into it.
   *
   * @default 262_144 (256 KB)
   */
  readonly maxBytes?: number | undefined;
  /** What decides what a report changes. @default none: every report comes through */
  readonly tracker?: ReceivingTracker | undefined;
}

/**
 * Settings, checked once for all requests, so that a wrong one is never told to a sender as its own fault.
 *
 * @throws ConfigurationError naming what is wrong.
 */
export function parseReceiving(options: ReceivingOptions): Receiving {
  const { source, filter, mapping, maxBytes = DEFAULT_MAX_BYTES, tracker } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new ConfigurationError('maxBytes must be a whole number above 0.');
  }
  return {
    authentication: parseAuthentication(options.authentication ?? { type: 'none' }),
    ipAllowList: parseIpAllowList(options.ipAllowList ?? []),
    sources: isList(source)
      ? configuredList(source, filter, mapping)
      : [configured(source, filter ?? {}, mapping ?? {})],
    maxBytes,
    tracker,
  };
}

function isList(source: Source | readonly Source[]): source is readonly Source[] {
  return Array.isArray(source);
}

function configuredList(sources: readonly Source[], filter: unknown, mapping: unknown): Configured[] {
  const names = sources.map(({ name }) => name);
  const [filters, mappings] = [byName('filter', filter, names), byName('mapping', mapping, names)];
  if (sources.length === 0) throw new ConfigurationError('There must be at least one source.');
  return sources.map((source) => configured(source, filters[source.name] ?? {}, mappings[source.name] ?? {}));
}

function byName(what: string, given: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  const fields = given === null || typeof given !== 'object' ? undefined : { ...given };
  const unknown = Object.keys(fields ?? {}).filter((name) => !names.includes(name));
  if (fields === undefined || unknown.length > 0) {
    throw new ConfigurationError(
      `With a list of sources, ${what} is one for each by its name (${names.join(', ')})${unknown.length > 0 ? `, not ${unknown.join(', ')}` : ''}.`,
    );
  }
  return fields;
}

function configured(source: Source, filter: unknown, mapping: unknown): Configured {
  try {
    return {
      source,
      filter: parseFilter(source, filter),
      mapping: parseMapping(source, mapping),
    };
  } catch (error) {
    if (error instanceof InvalidInputError) throw new ConfigurationError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Receives one request: is the sender allowed, is it who it says it is, is the body not too long, which events does it hold,
 * may they open an alarm, and what do they change. Each step can be the last: what it then answers is JSON.
 *
 * | Answer | When |
 * | --- | --- |
 * | 200 `{ accepted: true }` | something changes |
 * | 200 `{ accepted: true, ignored }` | no alert is made of such events |
 * | 200 `{ accepted: true, filtered }` | the filter does not let it open an alarm, and it closes none |
 * | 200 `{ accepted: true, held }` | it changes nothing, or not yet |
 * | 400 `{ accepted: false, errors: [{ path, message }] }` | it is no event of the source |
 * | 401 | without credentials |
 * | 403 | with wrong ones, or from an address that is not on the list |
 * | 413 | the body is too long |
 * | 500 | there is an IP allow list, but the address is not known |
 *
 * @throws what the tracker throws, and the source where it has a fault of its own.
 */
export async function receive(request: IncomingRequest, receiving: Receiving): Promise<Reception> {
  const refusal = whyNotLetIn(request, receiving);
  if (refusal !== undefined) return { answer: refused(refusal), received: [] };
  const body = await request.body(receiving.maxBytes);
  if (body === undefined) {
    const message = `The body has more than ${receiving.maxBytes} bytes.`;
    return { answer: refused({ status: 413, message }), received: [] };
  }
  const reading = readEvent(body, receiving.sources);
  if ('issues' in reading) return { answer: faulty(reading.issues), received: [] };
  const { configured, event } = reading;
  const { source, mapping } = configured;
  const reports = source.toReports(event, mapping);
  if (reports.length === 0) {
    const ignored = source.whyIgnored(event, mapping) ?? 'no alert is made from it';
    return { answer: accepted({ ignored }), received: [] };
  }
  const { passing, filtered } = await passedBy(configured, event, reports, receiving.tracker);
  if (passing.length === 0) return { answer: accepted({ filtered }), received: [] };
  const received: Received[] = [];
  // One after the other, as the event lists them: two may be of one alarm.
  for (const report of passing) {
    const {
      decision,
      at,
      seenBy = [],
      tracked = true,
      ...told
    } = (await receiving.tracker?.track(report)) ?? untracked(report);
    received.push({
      alert: told.alert,
      change: decision,
      ...(at !== undefined && { at }),
      reason: told.reason,
      seenBy,
      tracked,
      report,
      event,
      source,
    });
  }
  return { answer: answerTo(received), received };
}

type Reading =
  | { readonly configured: Configured; readonly event: unknown }
  | Pick<InvalidInputError, 'issues'>;

/** The event that a body holds, or what is wrong with it: the sender's fault, as all that a body makes a source throw. */
function readEvent(body: Body, sources: readonly Configured[]): Reading {
  try {
    const input = 'text' in body ? parsedJson(body.text) : body.json;
    const configured = recognising(input, sources);
    return { configured, event: configured.source.parse(input) };
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    const message = text.trim() === '' ? 'is empty' : 'is not valid JSON';
    throw new InvalidInputError('body', [{ path: '', message }]);
  }
}

/** The only source, which then says what is wrong, or the one of several that recognises an input. */
function recognising(input: unknown, sources: readonly Configured[]): Configured {
  const [only, ...others] = sources;
  return only !== undefined && others.length === 0 ? only : recognisedAmong(input, sources);
}

/** The reports that the filter lets through. What closes an open alarm always passes, or it would stay open for ever. */
async function passedBy(
  { source, filter }: Configured,
  event: unknown,
  reports: readonly Report[],
  tracker: ReceivingTracker | undefined,
): Promise<{ passing: readonly Report[]; filtered: string }> {
  const verdict = source.matches(event, filter);
  if (verdict.matches) return { passing: reports, filtered: '' };
  const passing: Report[] = [];
  for (const report of reports) {
    if (report.alert.status !== 'OK') continue;
    // Without a tracker nothing is known, and every OK may be what someone waits for.
    if (tracker === undefined || (await tracker.isKnown(report.alert.alert_id))) passing.push(report);
  }
  return { passing, filtered: verdict.reason };
}

function untracked({ alert, at }: Report): Tracked {
  return { decision: alert.status === 'Alarm' ? 'open' : 'resolve', reason: null, alert, at };
}

function answerTo(received: readonly Received[]): Answer {
  if (received.some(({ change }) => change !== 'hold')) return accepted();
  return accepted({
    held: [...new Set(received.map(({ reason }) => reason ?? 'it changes nothing'))].join('; '),
  });
}

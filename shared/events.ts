import type { Alert } from './alert.ts';
import { InvalidInputError } from './errors.ts';
import {
  alertFromApiContext,
  apiContextReporter,
  DEFAULT_SCOPE,
  otherApiContextReporters,
  type ApiContextAlertOptions,
} from './systems/apicontext/alert.ts';
import { parseApiContextResult, resemblesApiContextResult } from './systems/apicontext/schema.ts';
import { alertFromApono, type AponoAlertOptions } from './systems/apono/alert.ts';
import { parseAponoEvent, resemblesAponoEvent } from './systems/apono/schema.ts';
import type { Mapping } from './systems/cloudflare/mapping.ts';
import { toReports } from './systems/cloudflare/reports.ts';
import { parse, recognises } from './systems/cloudflare/schema.ts';

/** How the events of each system are mapped; each is used only where the event is of that system. */
export interface EventOptions {
  apicontext?: ApiContextAlertOptions | undefined;
  apono?: AponoAlertOptions | undefined;
  cloudflare?: Mapping | undefined;
}

interface EventKind {
  /** As a person would say it, with what it is recognised by. */
  name: string;
  resembles(event: object): boolean;
  /**
   * `null` where the options ignore it.
   *
   * @throws InvalidInputError
   */
  mapped(event: object, options: EventOptions): MappedEvent | null;
}

/** Who speaks of an alert, and who else sees it; see `changeOf`. */
export interface Reporters {
  reporter: string;
  others: string[];
}

/** An event as an alert, and who speaks of it where several reporters can speak of one alert. */
export interface MappedEvent {
  alert: Alert;
  reporters?: Reporters | undefined;
}

/** Every kind of event that can be mapped without saying which it is. To add a system is to add its entry. */
const EVENT_KINDS: readonly EventKind[] = [
  {
    name: 'an APIContext result (call_id, result_id, result_class)',
    resembles: resemblesApiContextResult,
    mapped: (event, { apicontext = {} }) => {
      const result = parseApiContextResult(event);
      const alert = alertFromApiContext(result, apicontext);
      if (alert === null) return null;
      if ((apicontext.scope ?? DEFAULT_SCOPE) === DEFAULT_SCOPE) return { alert };
      const reporter = apiContextReporter(result, apicontext.scope);
      return { alert, reporters: { reporter, others: otherApiContextReporters(result, apicontext) } };
    },
  },
  {
    name: 'a Cloudflare notification (name, data, alert_type)',
    resembles: recognises,
    mapped: (event, { cloudflare = {} }) => {
      const [report] = toReports(parse(event), cloudflare);
      return report === undefined ? null : { alert: report.alert };
    },
  },
  {
    name: 'an Apono event (event_type, data)',
    resembles: resemblesAponoEvent,
    mapped: (event, options) => {
      const alert = alertFromApono(parseAponoEvent(event), options.apono);
      return alert && { alert };
    },
  },
];

/**
 * The alert that an event stands for, whichever known system it is from; `null` where the options ignore it.
 *
 * The event is an object, its JSON as text, or a request as a webhook has received it, with either of them as its `body`.
 *
 * @throws InvalidInputError when it is of no known kind (the message lists them), or is of one but faulty (each fault with
 *   its path).
 */
export function alertFromEvent(input: unknown, options: EventOptions = {}): Alert | null {
  return mappedEvent(input, options)?.alert ?? null;
}

/** Like `alertFromEvent`, and who speaks. */
export function mappedEvent(input: unknown, options: EventOptions = {}): MappedEvent | null {
  const whole = objectOf(input, 'event');
  const { event, kind } =
    recognised(whole) ??
    (Object.hasOwn(whole, 'body')
      ? recognised(objectOf((whole as { body: unknown }).body, 'event body'))
      : undefined) ??
    unknownKind();
  return kind.mapped(event, options);
}

function recognised(event: object): { event: object; kind: EventKind } | undefined {
  const kind = EVENT_KINDS.find((candidate) => candidate.resembles(event));
  return kind && { event, kind };
}

function unknownKind(): never {
  throw new InvalidInputError('event', [
    {
      path: '',
      message: `is of no known kind; it must be ${EVENT_KINDS.map(({ name }) => name).join(' or ')}`,
    },
  ]);
}

function objectOf(input: unknown, what: string): object {
  const value = typeof input === 'string' ? parsedJson(input, what) : input;
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value;
  throw new InvalidInputError(what, [{ path: '', message: `must be one JSON object; it is ${found}` }]);
}

function parsedJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold what must not be shown.
    throw new InvalidInputError(what, [
      { path: '', message: text.trim() === '' ? 'is empty' : 'is not valid JSON' },
    ]);
  }
}

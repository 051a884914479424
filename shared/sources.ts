import { InvalidInputError } from './errors.ts';
import { read } from './input.ts';
import { recognisedAmong } from './recognition.ts';
import type { Report } from './report.ts';
import { isObject, parseMapping, type Source } from './source.ts';
import { apicontext, type Mapping as ApiContextMapping } from './systems/apicontext/index.ts';
import { apono, type Mapping as AponoMapping } from './systems/apono/index.ts';
import { cloudflare, type Mapping as CloudflareMapping } from './systems/cloudflare/index.ts';
import { github, type Mapping as GitHubMapping } from './systems/github/index.ts';

/** Every source that Alertbridge knows. To add one is to add its line here. */
export const SOURCES: readonly Source[] = [apicontext, apono, cloudflare, github];

/** How the events of each source are mapped, by the sources' names; each is used only where the event is of that source. */
export interface Mappings {
  /** @default APIContext's own */
  readonly apicontext?: ApiContextMapping | undefined;
  /** @default Apono's own */
  readonly apono?: AponoMapping | undefined;
  /** @default Cloudflare's own */
  readonly cloudflare?: CloudflareMapping | undefined;
  /** @default GitHub's own */
  readonly github?: GitHubMapping | undefined;
}

/**
 * For whoever keeps no state, and so cannot know who else sees an alarm: the alerts of one call from several locations are
 * kept apart, and those of the jobs of one workflow, so that no PASS and no success closes what another still sees.
 */
export const UNTRACKED_MAPPINGS: Mappings = {
  apicontext: { scope: 'call-and-location' },
  github: { scope: 'job' },
};

/** What an event turned out to be. */
export interface Recognised {
  readonly source: Source;
  /** As its source has parsed it. */
  readonly event: unknown;
  /** The alerts that it stands for. */
  readonly reports: readonly Report[];
  /** Why there is none, in words for a person; absent where there is one. */
  readonly ignored?: string | undefined;
}

/**
 * The alerts that an event stands for, whichever source it is from.
 *
 * @param input The event as an object, as JSON text, or as a request that a webhook has received, with either as its `body`.
 * @param mappings How each source's events are mapped; by default as if a tracker took the reports (see
 *   {@link UNTRACKED_MAPPINGS} for where none does).
 * @param sources Among which sources it is looked for, e.g. `[...SOURCES, yours]`.
 * @throws InvalidInputError when it is of no known kind (the message tells what the nearest one has that it has not), when
 *   two sources recognise it (named), or when it is of a known kind but faulty (each fault with its path).
 */
export function reportsFrom(
  input: unknown,
  mappings: Mappings = {},
  sources: readonly Source[] = SOURCES,
): Recognised {
  const { source, found } = read('event', () => sourceOf(objectOf(input), sources));
  const mapping = parseMapping(source, mappingFor(source, mappings, sources));
  const event = source.parse(found);
  const reports = source.toReports(event, mapping);
  if (reports.length > 0) return { source, event, reports };
  return { source, event, reports, ignored: source.whyIgnored(event, mapping) ?? 'no alert is made from it' };
}

/** The event itself, or the body of the request that holds it. */
function sourceOf(whole: object, sources: readonly Source[]): { source: Source; found: object } {
  const isKnown = (event: object) => sources.some((source) => source.recognises(event));
  const body = isKnown(whole) ? undefined : bodyOf(whole);
  const found = body ?? whole;
  const { source } = recognisedAmong(
    found,
    sources.map((one) => ({ source: one })),
  );
  return { source, found };
}

/** What a request's `body` holds, where that is an object: many an event has a text of that name. */
function bodyOf(whole: object): object | undefined {
  try {
    const { body } = whole as { body?: unknown };
    const value: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function mappingFor(source: Source, mappings: Mappings, sources: readonly Source[]): unknown {
  const unknown = Object.keys(mappings).filter((name) => sources.every((known) => known.name !== name));
  if (unknown.length > 0) {
    const names = sources.map(({ name }) => name).join(', ');
    throw new InvalidInputError(
      'mappings',
      unknown.map((path) => ({ path, message: `is no source; the sources are ${names}` })),
    );
  }
  return (mappings as Partial<Record<string, unknown>>)[source.name];
}

function objectOf(input: unknown): object {
  const value = typeof input === 'string' ? parsedJson(input) : input;
  if (isObject(value)) return value;
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value;
  throw new InvalidInputError('event', [{ path: '', message: `must be one JSON object; it is ${found}` }]);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold what must not be shown.
    throw new InvalidInputError('event', [
      { path: '', message: text.trim() === '' ? 'is empty' : 'is not valid JSON' },
    ]);
  }
}

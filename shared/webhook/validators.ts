import { JSONPathEnvironment, JSONPathError, type JSONPathQuery, type JSONValue } from 'json-p3';

import { MAX_DEPTH } from '../input.ts';
import { cut } from '../text.ts';

/** Paths that look into the body's data, whether the body has `data` itself or not. */
const INTO_DATA = /^\$(?:\.data(?![\p{L}\p{N}_])|\[(?:'data'|"data")\])/u;

/** The longest path of a validator, in UTF-16 units. */
export const MAX_PATH_LENGTH = 500;

/**
 * How many values the rows may look at together, but for those that name each step of their path. A body of 64 KiB has at
 * most some 30,000; a path that crosses them again and again (`$.data..a..b..c`) is stopped here instead of holding up the
 * process.
 */
const MAX_LOOKS = 100_000;

const MAX_SHOWN = 20;
const MAX_SHOWN_LENGTH = 200;

/** A row of a webhook's "Response Validators": where to look in the response, and what must be there. */
export interface ResponseValidator {
  path: string;
  expected: readonly string[];
}

/** A row with what it found. */
export interface ValidatorResult {
  path: string;
  expected: readonly string[];
  /** As text, without secrets: the first 20 values, each cut to 200 characters. */
  found: string[];
  passed: boolean;
  /** Why it did not pass, in words for a person; `null` where it did. */
  reason: string | null;
}

/** A response's body as it came, and whether it is only the body's beginning. */
interface Answer {
  body: string;
  truncated: boolean;
}

/**
 * The rows' results for a response.
 *
 * @param show What is shown of a value that was found; what is compared is the value itself. Default: its beginning.
 */
export type ValidateResponse = (response: Answer, show?: (found: string) => string) => ValidatorResult[];

// Regular expressions of a user run on a stranger's text could take for ever, so there are none.
const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH + 8 });
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/**
 * What is wrong with a validator's path, as the end of a sentence; `undefined` where nothing is. It is JSONPath (RFC 9535)
 *, without the functions `match` and `search`.
 *
 * Source: Apono's documentation, "Integration Webhook", "Response Validators".
 */
export function validatorPathFault(path: string): string | undefined {
  if (!path.startsWith('$')) return 'must start with $, e.g. $.status';
  if (path.length > MAX_PATH_LENGTH) return `must not be longer than ${MAX_PATH_LENGTH} characters`;
  try {
    environment.compile(path);
    return undefined;
  } catch (error) {
    if (/\b(?:match|search)\s*\(/.test(path))
      return 'must not use match() or search(): regular expressions are refused';
    const why = error instanceof JSONPathError ? `: ${error.message}` : '';
    return `is not JSONPath as RFC 9535 defines it${why}`;
  }
}

/**
 * Validators made ready for many responses. Every row must find one of its expected values; they are compared as text. A
 * path looks into the parsed body. One that starts with `$.data` finds its value in a body that has `data` itself, else in
 * the body wrapped as `{ "data": body }`.
 *
 * @throws JSONPathError when a path has a fault (`validatorPathFault`).
 */
export function compileValidators(validators: readonly ResponseValidator[]): ValidateResponse {
  const rows = validators.map(({ path, expected }) => ({ path, expected, search: compileSearch(path) }));
  return (response, show = shownBeginning) => {
    const body = rows.length === 0 ? undefined : readableBody(response);
    const looks = { left: MAX_LOOKS };
    return rows.map(({ path, expected, search }) => ({
      path,
      expected,
      ...(body === undefined || 'fault' in body
        ? { found: [], passed: false, reason: body?.fault ?? null }
        : resultOf(() => search(body.value, looks), expected, show)),
    }));
  };
}

/** What is shown of a text that was found, once it holds no secret. */
export function shownBeginning(found: string): string {
  return cut(found, MAX_SHOWN_LENGTH);
}

/** Why the rows reject a response, as the end of a sentence; `undefined` where every row passed. */
export function rejectionOf(results: readonly ValidatorResult[]): string | undefined {
  const rejections = results
    .filter(({ passed }) => !passed)
    .map(({ path, expected, reason }) => `${path} must be ${expected.join(' or ')}, but ${reason}`);
  return rejections.length === 0 ? undefined : `the response was rejected: ${rejections.join('; ')}`;
}

function readableBody({ body, truncated }: Answer): { value: JSONValue } | { fault: string } {
  if (truncated)
    return { fault: 'the response is longer than 64 KiB or broke off, so it was not read as JSON' };
  if (body.trim() === '') return { fault: 'the response is empty' };
  try {
    return { value: JSON.parse(body) as JSONValue };
  } catch {
    return { fault: 'the response is not JSON' };
  }
}

function resultOf(
  search: () => string[],
  expected: readonly string[],
  show: (found: string) => string,
): Pick<ValidatorResult, 'found' | 'passed' | 'reason'> {
  let found: string[];
  try {
    found = search();
  } catch {
    return {
      found: [],
      passed: false,
      reason: 'the path looks at too much of this response; name its steps',
    };
  }
  const passed = found.some((text) => expected.includes(text));
  const shown = found.slice(0, MAX_SHOWN).map(show);
  const reason = found.length === 0 ? 'nothing was found there' : `found ${shown.join(', ')}`;
  return { found: shown, passed, reason: passed ? null : reason };
}

/** Finds what a path leads to, as texts. */
type Search = (body: JSONValue, looks: { left: number }) => string[];

function compileSearch(path: string): Search {
  const query = environment.compile(path);
  const search = query.singularQuery() ? searchStepByStep(query) : searchWidely(query);
  if (!INTO_DATA.test(path)) return search;
  return (body, looks) => {
    const inBody = hasOwnData(body) ? search(body, looks) : [];
    return inBody.length > 0 ? inBody : search({ data: body }, looks);
  };
}

function hasOwnData(body: JSONValue): boolean {
  return body !== null && typeof body === 'object' && !Array.isArray(body) && Object.hasOwn(body, 'data');
}

function searchStepByStep(query: JSONPathQuery): Search {
  return (body) => {
    const value = query.match(body)?.value;
    return value === undefined ? [] : [textOf(value)];
  };
}

function searchWidely(query: JSONPathQuery): Search {
  return (body, looks) => {
    const texts: string[] = [];
    for (const { value } of query.lazyQuery(counted(body, looks))) texts.push(textOf(value));
    return texts;
  };
}

function textOf(found: JSONValue): string {
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** The same value, which throws once it has been looked at too often. A long text costs more than a short one. */
function counted(value: JSONValue, looks: { left: number }): JSONValue {
  looks.left -= 1 + (typeof value === 'string' ? value.length / 256 : 0);
  if (looks.left < 0) throw new Error('looked at too often');
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get: (target, key, receiver) => counted(Reflect.get(target, key, receiver) as JSONValue, looks),
  });
}

import {
  jsonpath,
  JSONPathEnvironment,
  JSONPathError,
  JSONPathNode,
  type JSONPathQuery,
  type JSONValue,
} from 'json-p3';

import { MAX_DEPTH } from '../input.ts';
import { once } from '../once.ts';
import { cut } from '../text.ts';

/** Paths that look into the body's data, whether the body has `data` itself or not. */
const INTO_DATA = /^\$(?:\.data(?![\p{L}\p{N}_])|\[(?:'data'|"data")\])/u;

/** The longest path of a validator, in UTF-16 units. */
export const MAX_PATH_LENGTH = 500;

/**
 * How many values the rows may look at together, but for those that name each step of their path: twice as many as the body
 * has characters, and some in any case. A body has at most half as many values as characters; a path that crosses them again and again
 * (`$.data..a..b..c`) is stopped here instead of holding up the process.
 */
const MIN_LOOKS = 1_000;

/** What a filter asks of a value costs as much as that many looks. */
const LOOKS_OF_A_FILTER = 8;

/** What nests deeper is no service's answer. */
const MAX_STEPS_DOWN = MAX_DEPTH + 8;

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
const environment = once(() => {
  const made = new JSONPathEnvironment({ maxRecursionDepth: MAX_STEPS_DOWN });
  made.functionRegister.delete('match');
  made.functionRegister.delete('search');
  return made;
});

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
    environment().compile(path);
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
    const looks = { left: Math.max(MIN_LOOKS, 2 * response.body.length) };
    return rows.map(({ path, expected, search }) => ({
      path,
      expected,
      ...(body === undefined || 'fault' in body
        ? { found: [], passed: false, reason: body?.fault ?? null }
        : resultOf(() => search(body.value, looks), expected, { show, looks })),
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
  search: () => JSONValue[],
  expected: readonly string[],
  { show, looks }: { show: (found: string) => string; looks: Looks },
): Pick<ValidatorResult, 'found' | 'passed' | 'reason'> {
  let found: JSONValue[];
  let passed: boolean;
  let shown: string[];
  try {
    found = search();
    const isExpected = comparison(expected, looks);
    passed = found.some(isExpected);
    shown = found.slice(0, MAX_SHOWN).map((value) => show(textOf(value, looks)));
  } catch {
    return {
      found: [],
      passed: false,
      reason: 'the path looks at too much of this response; name its steps',
    };
  }
  const reason = found.length === 0 ? 'nothing was found there' : `found ${shown.join(', ')}`;
  return { found: shown, passed, reason: passed ? null : reason };
}

/** Whether a value is one of those expected, as text. Only where one of them could be a list's or an object's, is such written out. */
function comparison(expected: readonly string[], looks: Looks): (value: JSONValue) => boolean {
  const couldBeWhole = expected.some((text) => /^[[{]/.test(text));
  return (value) =>
    (couldBeWhole || value === null || typeof value !== 'object') && expected.includes(textOf(value, looks));
}

/** How many values may still be looked at. */
interface Looks {
  left: number;
}

/** Finds what a path leads to. */
type Search = (body: JSONValue, looks: Looks) => JSONValue[];

function compileSearch(path: string): Search {
  const query = environment().compile(path);
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
    return value === undefined ? [] : [value];
  };
}

/** A value on the way, and what is found from there on. */
type Step = (value: JSONValue, found: JSONValue[], at: { root: JSONValue; looks: Looks }) => void;

/**
 * What json-p3 has compiled, run step by step over the values alone: json-p3 itself notes for each value where it was found,
 * which nobody asks here and which costs ten times as much as to parse the body.
 */
function searchWidely({ segments }: JSONPathQuery): Search {
  const steps = segments.map((segment): Step => {
    const choices = segment.selectors.map(stepOf);
    const chooseAll: Step = (value, found, at) => {
      for (const choose of choices) choose(value, found, at);
    };
    return segment.toString().startsWith('..') ? descending(chooseAll) : chooseAll;
  });
  return (root, looks) => {
    let values = [root];
    for (const step of steps) {
      const found: JSONValue[] = [];
      for (const value of values) step(value, found, { root, looks });
      values = found;
    }
    return values;
  };
}

type Selector = JSONPathQuery['segments'][number]['selectors'][number];

function stepOf(selector: Selector): Step {
  const { FilterSelector, NameSelector, WildcardSelector } = jsonpath.selectors;
  if (selector instanceof NameSelector) {
    const { name } = selector;
    return (value, found, { looks }) => {
      spend(looks, 1);
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
      if (Object.hasOwn(value, name)) found.push(value[name]);
    };
  }
  if (selector instanceof WildcardSelector) {
    return (value, found, { looks }) => {
      const children = childrenOf(value);
      spend(looks, 1 + children.length);
      for (const child of children) found.push(child);
    };
  }
  if (selector instanceof FilterSelector) {
    const { expression } = selector;
    const questions = plainQuestionsIn(expression.toString());
    return (value, found, { root, looks }) => {
      const rootValue = questions === undefined ? counted(root, looks) : null;
      for (const child of childrenOf(value)) {
        spend(looks, questions ?? 0);
        const currentValue = questions === undefined ? counted(child, looks) : child;
        if (expression.evaluate({ environment: environment(), currentValue, rootValue })) found.push(child);
      }
    };
  }
  // An index or a slice.
  return (value, found, { looks }) => {
    spend(looks, 1);
    const chosen = selector.resolve(new JSONPathNode(value, [], value));
    spend(looks, chosen.length);
    for (const { value: child } of chosen) found.push(child);
  };
}

/**
 * How much the questions of a filter cost, in looks, where each is for one value by the steps that lead to it from the one at
 * hand, and compares it with no other (`@.state == 'ok'`): none of them can look at more. `undefined` where one could.
 */
function plainQuestionsIn(filter: string): number | undefined {
  const steps = filter.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
  return /[$*:,?]|\.\.|\w\(|@[^&|]*@/.test(steps)
    ? undefined
    : LOOKS_OF_A_FILTER * (steps.split('@').length - 1);
}

/** The same step from a value and from everything within it. */
function descending(step: Step): Step {
  const descend = (value: JSONValue, found: JSONValue[], at: Parameters<Step>[2], depth: number) => {
    if (depth > MAX_STEPS_DOWN) throw new Error('nested too deeply');
    step(value, found, at);
    if (value === null || typeof value !== 'object') return;
    for (const child of childrenOf(value)) descend(child, found, at, depth + 1);
  };
  return (value, found, at) => {
    descend(value, found, at, 1);
  };
}

function childrenOf(value: JSONValue): readonly JSONValue[] {
  if (value === null || typeof value !== 'object') return [];
  return Array.isArray(value) ? value : Object.values(value);
}

function spend(looks: Looks, count: number): void {
  looks.left -= count;
  if (looks.left < 0) throw new Error('looked at too often');
}

/** A value as text; a long one costs more than a short one. */
function textOf(found: JSONValue, looks: Looks): string {
  if (found === null || typeof found !== 'object') return String(found);
  const text = JSON.stringify(found);
  spend(looks, text.length / 16);
  return text;
}

/** The same value, which throws once a filter has looked at it too often. A long text costs more than a short one. */
function counted(value: JSONValue, looks: Looks): JSONValue {
  spend(looks, LOOKS_OF_A_FILTER + (typeof value === 'string' ? value.length / 32 : 0));
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get: (target, key, receiver) => counted(Reflect.get(target, key, receiver) as JSONValue, looks),
  });
}

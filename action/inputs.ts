import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  ALERT_PRIORITIES,
  ALERT_STATUSES,
  DEFAULT_TIMEOUT_MS,
  InvalidInputError,
  type InputIssue,
} from 'alertbridge';
import { JOB_STATUSES } from 'alertbridge/github';
import { webUrl } from 'alertbridge/host';

import { PROXY_VARIABLES } from './transport.ts';

/** After so many seconds a delivery is given up: an Alarm, and an OK, which a later run says again. */
export const DEFAULT_GIVE_UP_AFTER = { Alarm: 120, OK: 20 } as const;

/** GitHub's own limit for a job that sets none. */
export const DEFAULT_TIMEOUT_MINUTES = 360;

/** Runners that stand in for GitHub's hand over expressions that they do not know as they are. */
const UNEVALUATED = /^\$\{\{.*\}\}$/;

/**
 * What an input may be: its value by its text, which is trimmed, and `undefined` where it is blank. Every input is a text and
 * every step reads all of them, so that these are plain functions: to build a schema takes longer than to send an alert.
 *
 * @throws Unfit with what would be right.
 */
type Rule<Value> = (given: string | undefined) => Value;

class Unfit extends Error {}

const text: Rule<string | undefined> = (given) => given;

/** One of a few words, in any case of letters. */
const choice =
  <const Word extends string>(words: readonly Word[]): Rule<Word | undefined> =>
  (given) => {
    if (given === undefined) return undefined;
    const word = words.find((known) => known.toLowerCase() === given.toLowerCase());
    if (word === undefined) throw new Unfit(`must be ${words.join(' or ')}`);
    return word;
  };

const choiceOr = <const Word extends string>(fallback: NoInfer<Word>, words: readonly Word[]): Rule<Word> => {
  const chosen = choice(words);
  return (given) => chosen(given) ?? fallback;
};

const numberOf =
  (least: number, most: number, unit: string): Rule<number | undefined> =>
  (given) => {
    if (given === undefined) return undefined;
    const number = Number(given);
    if (number >= least && number <= most) return number;
    throw new Unfit(`must be a number of ${unit} from ${least} to ${most}`);
  };

/** Words with commas, spaces or line ends between them. */
const list: Rule<string[]> = (given = '') => given.split(/[\s,]+/).filter((word) => word !== '');

const link: Rule<string | undefined> = (given) => {
  if (given !== undefined && webUrl(given) === undefined) throw new Unfit('must be an http or https URL');
  return given;
};

const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const;

/** The `needs` context, by the keys of the jobs. */
export type Needs = Record<string, { result: (typeof RESULTS)[number] }>;

/** The `needs` context as JSON. */
const needs: Rule<Needs | undefined> = (given) => {
  if (given === undefined) return undefined;
  try {
    const context: unknown = JSON.parse(given);
    if (isNeeds(context)) return context;
  } catch {
    // Said below.
  }
  throw new Unfit('must be ${{ toJSON(needs) }}, in a job that has needs');
};

/** A job without `needs` has an empty context: it would find that all is well, whatever fails. */
function isNeeds(context: unknown): context is Needs {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return false;
  const jobs: unknown[] = Object.values(context);
  return jobs.length > 0 && jobs.every((job) => RESULTS.some((result) => result === resultOf(job)));
}

function resultOf(job: unknown): unknown {
  return (job as { result?: unknown } | null)?.result;
}

/** Names that say the same as the statuses of an alert: those that `job.status` has. */
const STATUS_SYNONYMS = new Map<string, (typeof ALERT_STATUSES)[number]>([
  ['success', 'OK'],
  ['failure', 'Alarm'],
]);

const status: Rule<'auto' | (typeof ALERT_STATUSES)[number] | 'cancelled'> = (given = 'auto') =>
  STATUS_SYNONYMS.get(given.toLowerCase()) ??
  choiceOr('auto', ['auto', ...ALERT_STATUSES, 'cancelled'])(given);

const flag: Rule<boolean> = (given) => choice(['true', 'false'])(given) === 'true';

/**
 * Every input of the action, with its default and its rule. action.yml documents them, and a test holds the two together.
 * The inputs whose names begin with `job-` are not for people: their defaults are contexts, which the runner evaluates
 * for the main step and again for the post step.
 */
const RULES = {
  'integration-url': text,
  organization: text,
  'api-key': text,
  'webhook-url': text,
  'webhook-headers': text,
  'webhook-body': text,
  'webhook-signing-secret': text,
  'webhook-when': choiceOr('always', ['always', 'fallback']),
  when: choiceOr('now', ['now', 'job-end']),
  status,
  notify: choiceOr('failure-and-recovery', ['failure', 'failure-and-recovery', 'always']),
  branches: (given = 'default') => list(given),
  'on-timeout': choiceOr('alarm', ['alarm', 'ignore']),
  'timeout-minutes': numberOf(0.1, 10_000, 'minutes'),
  'on-cancelled': choiceOr('ignore', ['ignore', 'alarm']),
  forgiven: choice(['true', 'false']),
  watch: choice(['workflow_run', 'none']),
  needs,
  'allowed-failures': list,
  'allowed-skips': list,
  'alert-name': text,
  'alert-priority': choice(ALERT_PRIORITIES),
  'alert-id': text,
  'alert-scope': text,
  description: text,
  details: choiceOr('replace', ['replace', 'append']),
  'alert-url': link,
  'metric-name': text,
  'resource-id': text,
  'resource-name': text,
  'resource-type': text,
  'run-book-url': link,
  event: text,
  'event-path': text,
  'github-token': text,
  'give-up-after': numberOf(1, 3_600, 'seconds'),
  timeout: (given) => numberOf(1, 300, 'seconds')(given) ?? DEFAULT_TIMEOUT_MS / 1_000,
  'fail-on-error': flag,
  'dry-run': flag,
  'job-status': choiceOr('success', JOB_STATUSES),
  'job-matrix': text,
  'job-strategy': text,
  'job-check-run-id': text,
  'job-workflow-ref': text,
} satisfies Record<string, Rule<unknown>>;

export type Inputs = { [Name in keyof typeof RULES]: ReturnType<(typeof RULES)[Name]> };
export type InputName = keyof typeof RULES;
export type RawInputs = Record<InputName, string>;

export const INPUT_NAMES = Object.keys(RULES) as InputName[];

/** What is wrong with inputs that are well each by itself. */
function clashesOf(inputs: Inputs): InputIssue[] {
  const clashes: [path: InputName, isClash: unknown, message: string][] = [
    [
      'integration-url',
      inputs['integration-url'] && (inputs.organization || inputs['api-key']),
      'must be empty where organization and api-key are given',
    ],
    ['event-path', inputs.event && inputs['event-path'], 'must be empty where event is given'],
    [
      'when',
      inputs.when === 'job-end' && (inputs.event || inputs['event-path']),
      'must be now where an event is given, since the alert is then not about the job',
    ],
    [
      'when',
      inputs.when === 'job-end' && inputs.needs,
      'must be now where needs is given: give the last job `if: always()`',
    ],
  ];
  return clashes.flatMap(([path, isClash, message]) => (isClash ? [{ path, message }] : []));
}

/** The inputs that each set one field of the alert: the field's name is the input's with underscores. */
export const ALERT_INPUTS = [
  'alert-name',
  'alert-priority',
  'alert-id',
  'description',
  'alert-url',
  'metric-name',
  'resource-id',
  'resource-name',
  'resource-type',
  'run-book-url',
] as const satisfies InputName[];

/** Where the URL may stand for all steps of a workflow at once. */
export const INTEGRATION_URL_VARIABLE = 'TEMPERSTACK_INTEGRATION_URL';

/** The inputs as the runner hands them over; an input that is not there is empty. */
export function readInputs(getInput: (name: string) => string): RawInputs {
  return Object.fromEntries(INPUT_NAMES.map((name) => [name, getInput(name)])) as RawInputs;
}

/** @throws InvalidInputError naming each input that is wrong. No value is quoted. */
export function parseInputs(raw: RawInputs): Inputs {
  const issues: InputIssue[] = [];
  const valueOf = (name: InputName): unknown => {
    const given = raw[name].trim();
    try {
      return RULES[name](given === '' || UNEVALUATED.test(given) ? undefined : given);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      issues.push({ path: name, message: error.message });
      return undefined;
    }
  };
  const inputs = Object.fromEntries(INPUT_NAMES.map((name) => [name, valueOf(name)])) as unknown as Inputs;
  const wrong = issues.length > 0 ? issues : clashesOf(inputs);
  if (wrong.length > 0) throw new InvalidInputError('input', wrong);
  return inputs;
}

/**
 * The inputs without those that are wrong, for an alarm that must not wait until they are mended, and what is wrong with the
 * others; `null` where nothing is.
 */
export function parseInputsLeniently(raw: RawInputs): { inputs: Inputs; fault: InvalidInputError | null } {
  let kept = raw;
  let fault: InvalidInputError | null = null;
  for (;;) {
    try {
      return { inputs: parseInputs(kept), fault };
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      fault ??= error;
      const wrong = error.issues.map(({ path }) => path.split('.', 1)[0] ?? '');
      const blanked = Object.fromEntries(wrong.map((name) => [name, '']));
      if (wrong.every((name) => !(name in kept) || kept[name as InputName] === '')) throw error;
      kept = { ...kept, ...blanked };
    }
  }
}

/**
 * Everything among the inputs that nobody may see, as it stands and in parts: the integration URL, whole and its key
 * alone, the API key and the token. Taken from the raw text, so that a URL with a mistake in it is a secret too.
 */
export function secretsIn(raw: RawInputs, env: NodeJS.ProcessEnv): string[] {
  const urls = [raw['integration-url'], env[INTEGRATION_URL_VARIABLE] ?? ''];
  const webhook = raw['webhook-url'].trim();
  const secrets = [
    ...urls.flatMap((url) => [url, ...partsOf(url)]),
    raw['api-key'],
    raw['github-token'],
    webhook,
    ...longParts(webhook),
    ...raw['webhook-headers'].split(/\r?\n/).map((line) => line.replace(/^[^:]*:/, '')),
    raw['webhook-signing-secret'],
    ...PROXY_VARIABLES.map((name) => passwordIn(env[name] ?? '')),
  ];
  return [...new Set(secrets.flatMap((secret) => [secret.trim(), decoded(secret.trim())]))].filter(
    (secret) => secret !== '',
  );
}

/** The password of a proxy, which stands in the words that refuse an address of one. */
function passwordIn(address: string): string {
  return /^(?:\w+:\/\/)?[^/@:]*:(.*)@/.exec(address.trim())?.[1] ?? '';
}

/** The URL as it will be requested, and what comes after `/webhook/` or else after the last slash. */
function partsOf(url: string): string[] {
  const trimmed = url.trim();
  const [, afterWebhook] = trimmed.split(/\/webhook\//);
  const key = afterWebhook ?? (/^\w+:\/\/[^/]*$/.test(trimmed) ? '' : (trimmed.split('/').at(-1) ?? ''));
  return [URL.canParse(trimmed) ? new URL(trimmed).href : '', ...key.split(/[/?#]/)];
}

/** The parts of a webhook's path and query that are long enough to be keys: `hooks` alone must not be masked everywhere. */
function longParts(url: string): string[] {
  return url
    .replace(/^\w+:\/\/[^/]*/, '')
    .split(/[/?&=#]/)
    .filter((part) => part.length >= 12);
}

function decoded(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    // A lone % is not an escape.
    return secret;
  }
}

/**
 * The event that is to be mapped, as text; `null` where none is given.
 *
 * @throws InvalidInputError when the file cannot be read.
 */
export function readEvent({ event, 'event-path': path }: Inputs, directory: string): string | null {
  if (event !== undefined) return event;
  if (path === undefined) return null;
  try {
    return decodedText(readFileSync(resolve(directory, path)));
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new InvalidInputError('input', [{ path: 'event-path', message: `${why}: ${path}` }]);
  }
}

/** Text of a file by its byte order mark: PowerShell writes one, and UTF-16 in its older versions. */
function decodedText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { ALERT_PRIORITIES, ALERT_STATUSES, DEFAULT_TIMEOUT_MS, InvalidInputError } from 'alertbridge';
import { parseInput, webUrl } from 'alertbridge/host';
import { JOB_STATUSES } from 'alertbridge/github';
import * as z from 'zod/v4';

/** After so many seconds a delivery is given up: an Alarm, and an OK, which a later run says again. */
export const DEFAULT_GIVE_UP_AFTER = { Alarm: 120, OK: 20 } as const;

/** GitHub's own limit for a job that sets none. */
export const DEFAULT_TIMEOUT_MINUTES = 360;

/** Runners that stand in for GitHub's hand over expressions that they do not know as they are. */
const UNEVALUATED = /^\$\{\{.*\}\}$/;

const blankAsAbsent = (value: unknown) =>
  typeof value === 'string' && (value.trim() === '' || UNEVALUATED.test(value.trim())) ? undefined : value;

const text = z.preprocess(blankAsAbsent, z.string().trim().optional());

/** One of a few words, in any case of letters. */
const choice = <const Word extends string>(words: readonly Word[]) =>
  z.preprocess(
    (value) =>
      words.find((word) => typeof value === 'string' && word.toLowerCase() === value.trim().toLowerCase()) ??
      blankAsAbsent(value),
    z.enum(words, { error: `must be ${words.join(' or ')}` }).optional(),
  );

const choiceOr = <const Word extends string>(fallback: NoInfer<Word>, words: readonly Word[]) =>
  choice(words).transform((word) => word ?? fallback);

const numberOf = (least: number, most: number, unit: string) => {
  const error = `must be a number of ${unit} from ${least} to ${most}`;
  return z.preprocess(
    blankAsAbsent,
    z.coerce.number({ error }).min(least, { error }).max(most, { error }).optional(),
  );
};

/** Words with commas, spaces or line ends between them. */
const list = text.transform((value) => (value ?? '').split(/[\s,]+/).filter((word) => word !== ''));

const link = text.refine(
  (url) => url === undefined || webUrl(url) !== undefined,
  'must be an http or https URL',
);

/** The `needs` context as JSON. */
const needs = text.transform((value, context) => {
  if (value === undefined) return undefined;
  try {
    const parsed = needsSchema.safeParse(JSON.parse(value));
    if (parsed.success) return parsed.data;
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'must be ${{ toJSON(needs) }}, in a job that has needs' });
  return z.NEVER;
});

const needsSchema = z.record(
  z.string(),
  z.looseObject({ result: z.enum(['success', 'failure', 'cancelled', 'skipped']) }),
);

/** Names that say the same as the statuses of an alert: those that `job.status` has. */
const STATUS_SYNONYMS: Record<string, (typeof ALERT_STATUSES)[number] | 'cancelled'> = {
  success: 'OK',
  failure: 'Alarm',
  cancelled: 'cancelled',
};

const status = z
  .preprocess(
    (value) => (typeof value === 'string' ? (STATUS_SYNONYMS[value.trim().toLowerCase()] ?? value) : value),
    choice(['auto', ...ALERT_STATUSES, 'cancelled']),
  )
  .transform((word) => word ?? 'auto');

const flag = choiceOr('false', ['true', 'false']).transform((word) => word === 'true');

/**
 * Every input of the action, with its default and its rule. action.yml documents them, and a test holds the two together.
 * The inputs whose names begin with `job-` are not for people: their defaults are contexts, which the runner evaluates
 * for the main step and again for the post step.
 */
export const inputsSchema = z
  .object({
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
    branches: list.transform((words) => (words.length === 0 ? ['default'] : words)),
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
    timeout: numberOf(1, 300, 'seconds').transform((seconds) => seconds ?? DEFAULT_TIMEOUT_MS / 1_000),
    'fail-on-error': flag,
    'dry-run': flag,
    'job-status': choiceOr('success', JOB_STATUSES),
    'job-matrix': text,
    'job-strategy': text,
    'job-check-run-id': text,
    'job-workflow-ref': text,
  })
  .check(({ value, issues }) => {
    const clash = (name: string, message: string) =>
      issues.push({ code: 'custom', path: [name], message, input: value });
    if (value['integration-url'] && (value.organization || value['api-key'])) {
      clash('integration-url', 'must be empty where organization and api-key are given');
    }
    if (value.event && value['event-path']) clash('event-path', 'must be empty where event is given');
    if (value.when === 'job-end' && (value.event || value['event-path'])) {
      clash('when', 'must be now where an event is given, since the alert is then not about the job');
    }
    if (value.when === 'job-end' && value.needs) {
      clash('when', 'must be now where needs is given: give the last job `if: always()`');
    }
    if (value['webhook-when'] === 'fallback' && value['webhook-url'] === undefined) {
      clash('webhook-when', 'must be always where there is no webhook-url');
    }
  });

export type Inputs = z.output<typeof inputsSchema>;
export type InputName = keyof typeof inputsSchema.shape;
export type RawInputs = Record<InputName, string>;

export const INPUT_NAMES = Object.keys(inputsSchema.shape) as InputName[];

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
  return parseInput(inputsSchema, raw, 'input');
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
  ];
  return [...new Set(secrets.flatMap((secret) => [secret.trim(), decoded(secret.trim())]))].filter(
    (secret) => secret !== '',
  );
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

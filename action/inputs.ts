import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import * as z from 'zod/v4';

import { ALERT_PRIORITIES, ALERT_STATUSES } from '../shared/alert.ts';
import { DEFAULT_TIMEOUT_MS } from '../shared/delivery/options.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { parseInput } from '../shared/input.ts';
import { JOB_STATUSES } from 'alertbridge/github';
import { integrationUrlFor, parseIntegrationUrl } from '../shared/systems/temperstack/integration-url.ts';

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

const numberOr = (fallback: number, least: number, most: number, unit: string) => {
  const error = `must be a number of ${unit} from ${least} to ${most}`;
  return z.preprocess(
    (value) => blankAsAbsent(value) ?? fallback,
    z.coerce.number({ error }).min(least, { error }).max(most, { error }),
  );
};

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
    when: choiceOr('now', ['now', 'job-end']),
    status: choiceOr('auto', ['auto', ...ALERT_STATUSES]),
    notify: choiceOr('failure-and-recovery', ['failure', 'failure-and-recovery', 'always']),
    'on-cancelled': choiceOr('ignore', ['ignore', 'alarm']),
    'alert-name': text,
    'alert-priority': choice(ALERT_PRIORITIES),
    'alert-id': text,
    description: text,
    'alert-url': text,
    'metric-name': text,
    'resource-id': text,
    'resource-name': text,
    'resource-type': text,
    'run-book-url': text,
    event: text,
    'event-path': text,
    'github-token': text,
    retries: numberOr(4, 0, 20, 'retries'),
    timeout: numberOr(DEFAULT_TIMEOUT_MS / 1_000, 1, 300, 'seconds'),
    'fail-on-error': flag,
    'dry-run': flag,
    'job-status': choiceOr('success', JOB_STATUSES),
    'job-matrix': text,
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
 * Everything among the inputs that nobody may see, as it stands and in parts: the integration URL, whole and its key
 * alone, the API key and the token. Taken from the raw text, so that a URL with a mistake in it is a secret too.
 */
export function secretsIn(raw: RawInputs, env: NodeJS.ProcessEnv): string[] {
  const urls = [raw['integration-url'], env[INTEGRATION_URL_VARIABLE] ?? ''];
  const secrets = [...urls.flatMap((url) => [url, ...partsOf(url)]), raw['api-key'], raw['github-token']];
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

function decoded(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    // A lone % is not an escape.
    return secret;
  }
}

/** Where alerts go; `missing` says what a person must set where that is not known. */
export type Destination =
  | { integrationUrl: string; missing?: never }
  | { integrationUrl: null; missing: string };

/** @throws ConfigurationError where it is given but cannot work. It shows no part of it. */
export function destinationOf(inputs: Inputs, env: NodeJS.ProcessEnv): Destination {
  const { organization, 'api-key': apiKey } = inputs;
  if (organization && apiKey) return { integrationUrl: integrationUrlFor({ organization, apiKey }) };
  if (apiKey)
    return { integrationUrl: null, missing: 'The input organization is empty, though api-key is given.' };
  if (organization) return missing('api-key', 'TEMPERSTACK_API_KEY');
  const url = inputs['integration-url'] ?? env[INTEGRATION_URL_VARIABLE]?.trim();
  return url
    ? { integrationUrl: parseIntegrationUrl(url).url }
    : missing('integration-url', INTEGRATION_URL_VARIABLE);
}

function missing(input: InputName, secret: string): Destination {
  return {
    integrationUrl: null,
    missing: `The input ${input} is empty. Give the step \`${input}: \${{ secrets.${secret} }}\`, and check that a secret of that name exists for this repository, its organization or the job's environment.`,
  };
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

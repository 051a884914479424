/** One thing wrong with an input: where it lies (`call_meta.tags.0`, empty for the whole input) and what would be right. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/**
 * The base of every error that leaves the library, so that a catcher can ask `error instanceof AlertbridgeError`. Holds no
 * secret.
 */
export class AlertbridgeError extends Error {
  override readonly name: string = 'AlertbridgeError';
}

/** As many faults as are told; of more, the last entry says how many there are. */
export const MAX_ISSUES = 50;
const MAX_ISSUES_IN_MESSAGE = 10;
const MAX_PATH_LENGTH = 250;
const MAX_MESSAGE_LENGTH = 500;

/** An input that does not have the shape it must have. `issues` lists what is wrong, at most 50 faults of bounded length. */
export class InvalidInputError extends AlertbridgeError {
  override readonly name = 'InvalidInputError';
  readonly issues: readonly InputIssue[];
  /** The input's name as a person would say it, e.g. "APIContext result". */
  readonly what: string;

  constructor(what: string, issues: readonly InputIssue[]) {
    const inMessage = bounded(issues, MAX_ISSUES_IN_MESSAGE);
    super(
      `Invalid ${what}: ${inMessage.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')}`,
    );
    this.what = what;
    this.issues = bounded(issues, MAX_ISSUES);
  }
}

/** The first faults, each of bounded length, and how many others there are. */
function bounded(issues: readonly InputIssue[], most: number): readonly InputIssue[] {
  const told = issues.length > most ? issues.slice(0, most - 1) : issues;
  const others = issues.length - told.length;
  return [
    ...told.map(({ path, message }) => ({
      path: shortened(path, MAX_PATH_LENGTH),
      message: shortened(message, MAX_MESSAGE_LENGTH),
    })),
    ...(others > 0 ? [{ path: '', message: `and ${others} more` }] : []),
  ];
}

/** On one line, since it can be made of what a stranger sent. Nothing stands below this file that could do it. */
function shortened(text: string, length: number): string {
  const short = text.length <= length ? text : `${text.slice(0, length - 1)}…`;
  return short.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ');
}

/** A setting that cannot work (an integration URL with a typo, say). Nothing has been sent. */
export class ConfigurationError extends AlertbridgeError {
  override readonly name = 'ConfigurationError';
}

/** A request could not be authenticated: no access token could be obtained, say. */
export class AuthenticationError extends AlertbridgeError {
  override readonly name = 'AuthenticationError';
}

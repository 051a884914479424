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

/** An input that does not have the shape it must have. `issues` lists what is wrong, up to 50 faults. */
export class InvalidInputError extends AlertbridgeError {
  override readonly name = 'InvalidInputError';
  readonly issues: readonly InputIssue[];

  /** @param what The input's name as a person would say it, e.g. "APIContext result". */
  constructor(what: string, issues: readonly InputIssue[]) {
    super(
      `Invalid ${what}: ${issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')}`,
    );
    this.issues = issues;
  }
}

/** A setting that cannot work (an integration URL with a typo, say). Nothing has been sent. */
export class ConfigurationError extends AlertbridgeError {
  override readonly name = 'ConfigurationError';
}

/** A request could not be authenticated: no access token could be obtained, say. */
export class AuthenticationError extends AlertbridgeError {
  override readonly name = 'AuthenticationError';
}

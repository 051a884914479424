import type { Delivery } from './deliver.ts';

/** One thing wrong with an input: where it lies (`call_meta.tags.0`, empty for the whole input) and what would be right. */
export interface InputIssue {
  path: string;
  message: string;
}

/** An input that does not have the shape it must have. `issues` lists every fault found, not only the first. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly issues: InputIssue[];

  /** @param what The input's name as a person would say it, e.g. "APIContext result". */
  constructor(what: string, issues: InputIssue[]) {
    super(
      `Invalid ${what}: ${issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')}`,
    );
    this.issues = issues;
  }
}

/** A setting that cannot work (an integration URL with a typo, say). Nothing has been sent. Holds no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** A delivery that was given up. `delivery` is the record of every attempt; `cause` is what ended the last one, where there was no answer. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly delivery: Delivery;

  constructor(message: string, delivery: Delivery, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.delivery = delivery;
  }
}

/** There is nothing to authenticate a request with: no access token was to be had. Holds no secret. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
}

import type { ConfigurationError, InvalidInputError } from 'alertbridge';

// By their names: what is loaded from beside (a webhook, an event) is a bundle of its own, with classes of its own.

export function isInvalidInput(error: unknown): error is InvalidInputError {
  return error instanceof Error && error.name === 'InvalidInputError';
}

/** What is wrong with how a step was set up. */
export type Mistake = InvalidInputError | ConfigurationError;

export function isMistake(error: unknown): error is Mistake {
  return isInvalidInput(error) || (error instanceof Error && error.name === 'ConfigurationError');
}

import type { ConfigurationError, InvalidInputError } from 'alertbridge';

// By their names: what is loaded from beside (a webhook, an event) is a bundle of its own, with classes of its own.

export function isInvalidInput(error: unknown): error is InvalidInputError {
  return error instanceof Error && error.name === 'InvalidInputError';
}

/** Whether an error is the mistake of who set the step up. */
export function isMistake(error: unknown): error is InvalidInputError | ConfigurationError {
  return isInvalidInput(error) || (error instanceof Error && error.name === 'ConfigurationError');
}

/**
 * What one needs to write a source, a host or a transport of one's own, as the n8n nodes and the GitHub Action do: input
 * checked as the library checks it, text made fit to show, secrets taken out, answers read within bounds.
 */
export { alertIdOf } from './alert.ts';
export { unlessAborted } from './delivery/abort.ts';
export { exchange, type Exchange } from './delivery/deliver.ts';
export { createPauses, type Pauses } from './delivery/pauses.ts';
export { DEFAULT_RETRY } from './delivery/retry.ts';
export { joinedHeaders, readUpTo } from './delivery/response.ts';
export { parseInput } from './input.ts';
export { UnrecognisedEventError } from './recognition.ts';
export { redactor, type Redactor } from './redact.ts';
export { hasShape, parseFilter, parseMapping } from './source.ts';
export { cut, oneLine, printable, webUrl } from './text.ts';

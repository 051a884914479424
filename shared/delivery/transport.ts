/** One HTTP request as a transport takes it. The body is text that is already encoded. */
export interface TransportRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** The transport reads at most this many bytes of the answer's body and drops the rest. */
  maxResponseBytes: number;
  /** The attempt's time, in ms, for a transport that cannot listen to `signal`. */
  timeoutMs: number;
  /** Aborted when the attempt's time is over or the caller gave up. */
  signal: AbortSignal;
}

/** What came back. Header names are lower case; a header that came several times is joined with ", ". */
export interface TransportResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** True when `body` is only the body's beginning: it was longer than `maxResponseBytes`, or broke off. */
  truncated: boolean;
  /** True when the connection broke, or the attempt's time was over, before the body's end. */
  broken?: boolean | undefined;
}

/**
 * The port through which a delivery reaches the world: one request in, one response out. It throws when no status
 * came (refused, reset, aborted), never for a status, and never follows a redirect. Once there is a status, a body that breaks
 * off or does not end in time is given as far as it came. One that authenticates requests
 * by itself throws an AuthenticationError where it cannot; that is not tried again.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** Waits `ms` milliseconds. Ends early, by rejecting, when `signal` is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** How many bytes of an answer are read where the caller does not say (64 KiB). */
export const MAX_RESPONSE_BYTES = 64 * 1024;

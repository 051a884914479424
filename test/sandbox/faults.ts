import { z } from 'zod/v4';

/** What a stand-in does to a request instead of answering it. */
export const faultSchema = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    /** Seconds, or an HTTP date. */
    retryAfter: z.union([z.int().min(0), z.string()]).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
  }),
  /** Takes the request and never answers. */
  z.strictObject({ hang: z.literal(true) }),
  /** Breaks the connection: before the answer, or in the middle of its body. */
  z.strictObject({ reset: z.enum(['before the answer', 'in the body']) }),
]);

export type Fault = z.output<typeof faultSchema>;

/** The body of `POST /control/faults`: the next `count` requests meet with `fault`. */
export const faultOrderSchema = z.strictObject({
  count: z.int().min(1).max(1_000).default(1),
  fault: faultSchema,
});

/** Faults that are still to happen, in order. */
export interface Faults {
  /** Lets the next `count` requests meet with `fault`, after those that were ordered before. */
  add(fault: Fault, count?: number): void;
  /** The fault that the request which came just now meets with. */
  take(): Fault | undefined;
  clear(): void;
}

export function noFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add: (fault, count = 1) => waiting.push(...Array.from({ length: count }, () => fault)),
    take: () => waiting.shift(),
    clear: () => (waiting = []),
  };
}

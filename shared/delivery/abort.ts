/**
 * What a promise gives, or an error as soon as `signal` is aborted. What the promise stands for is not stopped by that;
 * nothing is left behind on a signal that outlives it.
 *
 * @param reason Makes the error.
 */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  reason: () => Error,
): Promise<Value> {
  if (signal === undefined) return await promise;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(reason());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Calls `act` once as soon as one of the signals is aborted.
 *
 * @returns Takes back what was left on the signals.
 */
export function onAbortOf(signals: readonly (AbortSignal | undefined)[], act: () => void): () => void {
  const present = signals.filter((signal) => signal !== undefined);
  for (const signal of present) {
    if (signal.aborted) act();
    else signal.addEventListener('abort', act, { once: true });
  }
  return () => {
    for (const signal of present) signal.removeEventListener('abort', act);
  };
}

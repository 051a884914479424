import { randomUUID } from 'node:crypto';

import { sleep, type IDataObject, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';

import {
  emptyState,
  isWorthSaving,
  mergeStates,
  readState,
  type Policy,
  type TrackState,
} from 'alertbridge/track';

/** A trigger's state as n8n's static data holds it: as text, since n8n would wrap each object in it for each request. */
interface Stored extends IDataObject {
  /** Another one for each state, so that one that is known need not be read. */
  mark?: string;
  state?: string;
  /** When all was forgotten, in ms since the epoch. What was remembered before that no longer counts. */
  forgottenAt?: number;
}

interface Remembered {
  mark: string;
  state: TrackState;
  forgottenAt: number;
  /** The latest states that are in this one already, by their marks. They share most of what they hold. */
  known: ReadonlyMap<string, TrackState>;
}

/** More than requests are under way at once: each has loaded what was stored when it came. */
const MAX_KNOWN = 100;

/** The mark of what nobody has stored yet. */
const NOTHING_STORED = '';

/**
 * What this process remembers for each trigger, and it leads: n8n loads static data anew for each request, lets whoever
 * writes last win, and may lose what a trigger writes where the request starts an execution (see `writeOnceMore`).
 */
const REMEMBERED = new Map<string, Remembered>();

/** What is remembered of a trigger: from memory, and from n8n's static data where that knows more. */
export function rememberedBy(context: IWebhookFunctions): TrackState {
  return joined(context).state;
}

/**
 * Remembers a state, in memory and in static data. Called for every event, since each may be the one whose writing n8n does
 * not lose; where what is stored lacks nothing that matters, nothing is written.
 */
export function remember(context: IWebhookFunctions, state: TrackState, policy: Policy): void {
  const before = joined(context);
  const next = before.state === state ? before : following(before, state);
  kept(context, next);
  const stored = storedBy(context);
  const known = next.known.get(stored.mark ?? NOTHING_STORED);
  if (stored.mark === next.mark || (known !== undefined && !isWorthSaving(known, next.state, policy))) return;
  stored.mark = next.mark;
  stored.state = JSON.stringify(next.state);
  if (next.forgottenAt > 0) stored.forgottenAt = next.forgottenAt;
  // Answering when the workflow has finished, n8n would save over what its other nodes have written meanwhile.
  if (context.getNodeParameter('responseMode', 'onReceived') !== 'lastNode') {
    void writeOnceMore(stored, next.mark);
  }
}

/**
 * n8n saves static data when it answers, if that has been written to, and where the request starts an execution it forgets
 * before that that it has: on starting one it wraps the same data anew. So the mark is written again once that has
 * happened, which is before n8n's first query of its database has come back. Where this comes too late after all, the next
 * request saves what this one could not.
 *
 * @see https://github.com/n8n-io/n8n/blob/n8n%402.41.1/packages/cli/src/workflow-runner.ts `establishContextForPersistence`
 */
async function writeOnceMore(stored: Stored, mark: string): Promise<void> {
  await sleep(0);
  if (stored.mark === mark) stored.mark = mark;
}

/** Forgets all that is remembered of a trigger, here and, by the time of it, in every process that receives its events. */
export function forgetAll(context: IHookFunctions, now: number): void {
  REMEMBERED.delete(keyOf(context));
  const stored = storedBy(context);
  delete stored.mark;
  delete stored.state;
  stored.forgottenAt = now;
}

function joined(context: IWebhookFunctions): Remembered {
  const { mark = NOTHING_STORED, state, forgottenAt = 0 } = storedBy(context);
  const own = REMEMBERED.get(keyOf(context));
  if (own === undefined || own.forgottenAt < forgottenAt) {
    const read = state === undefined ? emptyState() : readState(state);
    return kept(context, { mark, state: read, forgottenAt, known: new Map([[mark, read]]) });
  }
  const isNew = mark !== NOTHING_STORED && !own.known.has(mark) && own.forgottenAt === forgottenAt;
  if (!isNew) return own;
  const read = readState(state);
  const known = new Map([...own.known, [mark, read] as const]);
  return kept(context, following({ ...own, known }, mergeStates(own.state, read)));
}

/** Kept at once, so that what is stored is read once for each event. */
function kept(context: IWebhookFunctions, remembered: Remembered): Remembered {
  REMEMBERED.set(keyOf(context), remembered);
  return remembered;
}

/** A state in place of another, which it holds. */
function following({ forgottenAt, known }: Remembered, state: TrackState): Remembered {
  const mark = randomUUID();
  return { mark, state, forgottenAt, known: new Map([...known, [mark, state] as const].slice(-MAX_KNOWN)) };
}

function storedBy(context: IHookFunctions | IWebhookFunctions): Stored {
  return context.getWorkflowStaticData('node') as Stored;
}

function keyOf(context: IHookFunctions | IWebhookFunctions): string {
  return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

import { schemaOfPolicies } from './policy.ts';

/** What a policy is, with its defaults; see {@link Policy}. */
export const policySchema = /* @__PURE__ */ schemaOfPolicies();

export { MAX_STATE_BYTES } from './bound.ts';
export { mergeStates } from './merge.ts';
export { DEFAULT_POLICY, MAX_COUNT, parsePolicy, type Policy, type PolicyInput } from './policy.ts';
export { isWorthSaving } from './saving.ts';
export { emptyState, readState, type TrackState } from './state.ts';
export { memoryStore, type TrackerStore } from './store.ts';
export { isKnown, isOpen, track, type Tracked } from './track.ts';
export { createTracker, type Tracker, type TrackerAnswer, type TrackerOptions } from './tracker.ts';

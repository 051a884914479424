import type { IExecuteFunctions } from 'n8n-workflow';

import {
  changeOf,
  DEFAULT_FORGET_AFTER_MS,
  mergedState,
  type AlarmState,
  type ChangeVerdict,
} from '../../shared/change.ts';
import type { Alert } from '../../shared/alert.ts';

type States = Record<string, AlarmState>;

/**
 * What this process remembers of each node's alerts. n8n loads a workflow's static data when an execution starts and saves
 * it when it ends, so executions that overlap overwrite each other's; those of one process find here what the database
 * lost, and bring it back with their own save.
 */
const REMEMBERED = new Map<string, States>();

/**
 * What an alert changes where several reporters speak of it, remembered in the workflow's static data: across executions
 * and restarts of an active workflow. In queue mode each worker remembers by itself what overlapping executions lost.
 */
export function rememberedChange(
  functions: IExecuteFunctions,
  alert: Alert & { alert_id: string },
  { reporter, raiseAt }: { reporter: string; raiseAt?: number | undefined },
): ChangeVerdict {
  const now = Date.now();
  const node = `${functions.getWorkflow().id ?? ''} ${functions.getNode().id}`;
  const stored = functions.getWorkflowStaticData('node') as { alarms?: States };
  const states = withoutForgotten(merged(REMEMBERED.get(node) ?? {}, stored.alarms ?? {}), now);
  const verdict = changeOf(alert, { state: states[alert.alert_id], reporter, raiseAt, now });
  states[alert.alert_id] = verdict.state;
  REMEMBERED.set(node, states);
  stored.alarms = states;
  return verdict;
}

function merged(one: States, other: States): States {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...ids].flatMap((id) => {
      const state = mergedState(one[id], other[id]);
      return state === undefined ? [] : [[id, state]];
    }),
  );
}

function withoutForgotten(states: States, now: number): States {
  return Object.fromEntries(
    Object.entries(states).filter(([, { reports }]) =>
      Object.values(reports).some(({ at }) => now - at < DEFAULT_FORGET_AFTER_MS),
    ),
  );
}

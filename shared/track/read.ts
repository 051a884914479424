import type { AlarmState, ReporterState, UntrackedAlert } from './alarm.ts';
import { MAX_COUNT } from './policy.ts';

/** The latest point in time that JavaScript's dates have, in ms; also the longest time. */
const MAX_MS = 8.64e15;

interface Stored {
  alarms: AlarmState[];
  untracked: UntrackedAlert[];
}

/** What can be read of a stored state of one version, field by field, since it may come from anywhere. */
export function readAlarms(stored: unknown, version: number): Stored {
  const state = typeof stored === 'string' ? parsed(stored) : stored;
  if (!isRecord(state) || state['v'] !== version) return { alarms: [], untracked: [] };
  return {
    alarms: list(state['alarms']).flatMap(list).flatMap(alarmIn),
    untracked: list(state['untracked']).flatMap((entry): UntrackedAlert[] => {
      const [id, sent] = list(entry);
      return isText(id) && isTime(sent) ? [[id, sent]] : [];
    }),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function alarmIn(value: unknown): AlarmState[] {
  if (!isRecord(value)) return [];
  const { id, told, closed, critical, okTold, name, event } = value;
  if (!isText(id) || !isTime(told) || !isTime(closed)) return [];
  const gists = list(value['gists']).flatMap((entry): [string, number][] => {
    const [gist, at] = list(entry);
    return isText(gist) && isTime(at) ? [[gist, at]] : [];
  });
  const [seeing, passing] = list(value['dropped']);
  const by = new Map(
    list(value['by'])
      .flatMap(reporterIn)
      .map((reporter) => [reporter.id, reporter]),
  );
  return [
    {
      id,
      told,
      closed,
      ...(isTime(critical) && { critical }),
      ...(isTime(okTold) && { okTold }),
      ...(isText(name) && { name }),
      ...(isText(event) && { event }),
      ...(gists.length > 0 && { gists }),
      ...(isTime(seeing) && isTime(passing) && { dropped: [seeing, passing] as const }),
      by: [...by.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    },
  ];
}

function reporterIn(value: unknown): ReporterState[] {
  if (!isRecord(value)) return [];
  const { id, at, lag, sees, row, critical, well, event, name } = value;
  if (!isText(id) || !isTime(at) || !isTime(row) || row < 1 || (sees !== 0 && sees !== 1)) return [];
  if (typeof lag !== 'number' || !isTime(at + lag)) return [];
  return [
    {
      id,
      at,
      lag,
      sees,
      row: Math.min(row, MAX_COUNT),
      ...(critical === 1 && { critical }),
      ...(isTime(well) && { well }),
      ...(isText(event) && { event }),
      ...(isText(name) && { name }),
    },
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** No text in a state is longer than an alert's name. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 250;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_MS;
}

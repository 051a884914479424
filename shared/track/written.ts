import { ALERT_LENGTHS } from '../alert.ts';
import type { AlarmState, ReporterState } from './alarm.ts';
import { MAX_COUNT } from './policy.ts';

/** An alarm as a state holds it: `AlarmState` without its keys, what is absent written as 0 or an empty text. */
export type WrittenAlarm = readonly [
  id: string,
  told: number,
  closed: number,
  okTold: number,
  /** Before `told`, in ms; -1 where it never was. */
  critical: number,
  name: string,
  event: string,
  by: readonly WrittenReporter[],
  gists?: NonNullable<AlarmState['gists']>,
  dropped?: NonNullable<AlarmState['dropped']>,
];

/** A reporter as a state holds it; what is absent at the end is left out. */
type WrittenReporter = readonly [
  id: string,
  at: number,
  lag: number,
  /** `row` times 4, and 2 where it sees the alarm, and 1 where that is Critical. */
  says: number,
  event?: string,
  /** -1 where it never saw the alarm. */
  well?: number,
  name?: string,
];

/** The latest point in time that JavaScript's dates have, in ms; also the longest time. */
const MAX_MS = 8.64e15;

/** What was written or read here, so that no alarm is read or measured twice. */
const KNOWN = new WeakMap<WrittenAlarm, { alarm: AlarmState; bytes: number }>();

export function writeAlarm(alarm: AlarmState): WrittenAlarm {
  const { id, told, closed, okTold, critical, name, event, by, gists, dropped } = alarm;
  const required = [
    id,
    told,
    closed,
    okTold ?? 0,
    critical === undefined ? -1 : told - critical,
    name ?? '',
    event ?? '',
    by.map(writeReporter),
  ] as const;
  const written: WrittenAlarm = dropped
    ? [...required, gists ?? [], dropped]
    : gists
      ? [...required, gists]
      : required;
  KNOWN.set(written, { alarm, bytes: bytesOf(written) });
  return written;
}

function writeReporter({
  id,
  at,
  lag,
  sees,
  row,
  critical,
  event,
  well,
  name,
}: ReporterState): WrittenReporter {
  const says = row * 4 + sees * 2 + (critical ?? 0);
  if (name !== undefined) return [id, at, lag, says, event ?? '', well ?? -1, name];
  if (well !== undefined) return [id, at, lag, says, event ?? '', well];
  return event === undefined ? [id, at, lag, says] : [id, at, lag, says, event];
}

/** An alarm that was written; `undefined` where that is not how one is written, since it may come from anywhere. */
export function readAlarm(written: unknown): AlarmState | undefined {
  const known = KNOWN.get(written as WrittenAlarm);
  if (known !== undefined) return known.alarm;
  const [id, told, closed, okTold, critical, name, event, by, gists, dropped] = list(written);
  if (!isText(id) || !isTime(told) || !isTime(closed)) return undefined;
  const toldGists = readGists(gists);
  const [seeing, passing] = list(dropped);
  return {
    id,
    told,
    closed,
    ...(isTime(okTold) && okTold > 0 && { okTold }),
    ...(isTime(critical) && critical <= told && { critical: told - critical }),
    ...(isText(name) && name !== '' && { name }),
    ...(isText(event) && event !== '' && { event }),
    ...(toldGists.length > 0 && { gists: toldGists }),
    ...(isTime(seeing) && isTime(passing) && { dropped: [seeing, passing] as const }),
    by: orderedById(list(by).flatMap(readReporter)),
  };
}

function readReporter(written: unknown): ReporterState[] {
  const [id, at, lag, says, event, well, name] = list(written);
  if (!isText(id) || !isTime(at) || !isTime(says) || says < 4) return [];
  if (typeof lag !== 'number' || !isTime(at + lag)) return [];
  const sees = says & 2 ? 1 : 0;
  return [
    {
      id,
      at,
      lag,
      sees,
      row: Math.min(says >> 2, MAX_COUNT),
      ...(sees === 1 && says & 1 && { critical: 1 as const }),
      ...(isTime(well) && { well }),
      ...(isText(event) && event !== '' && { event }),
      ...(isText(name) && { name }),
    },
  ];
}

function readGists(written: unknown): [gist: string, told: number][] {
  return list(written).flatMap((entry): [string, number][] => {
    const [gist, told] = list(entry);
    return isText(gist) && isTime(told) ? [[gist, told]] : [];
  });
}

/** Of two with one id the later in the list stays. */
export function orderedById<Item extends { readonly id: string }>(items: readonly Item[]): Item[] {
  const each = [...new Map(items.map((item) => [item.id, item])).values()];
  return each.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** How many bytes an alarm takes in a state that is JSON in UTF-8, the comma after it included. */
export function bytesOfAlarm(written: WrittenAlarm): number {
  return KNOWN.get(written)?.bytes ?? bytesOf(written);
}

function bytesOf(written: WrittenAlarm): number {
  const json = JSON.stringify(written);
  let bytes = 1;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    // The two halves of a surrogate pair take two bytes each.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** No text in a state is longer than an alert's name. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ALERT_LENGTHS.name;
}

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_MS;
}

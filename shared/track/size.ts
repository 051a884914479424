import type { AlarmState, ReporterState } from './alarm.ts';

/** The most bytes that a time, a length of time or a count takes as JSON. */
const NUMBER = 17;

/** The same with all keys that a record can have, and the comma after it. */
const REPORTER = '{"id":,"at":,"lag":,"sees":1,"row":100},'.length + 2 * NUMBER;
const ALARM = '{"id":,"told":,"closed":,"by":[]},'.length + 2 * NUMBER;

/** At least as many bytes as an alarm takes as JSON in UTF-8. Never too few, so that a bound by it holds. */
export function sizeOfAlarm(alarm: AlarmState): number {
  let size = ALARM + sizeOfText(alarm.id);
  if (alarm.critical !== undefined) size += '"critical":,'.length + NUMBER;
  if (alarm.okTold !== undefined) size += '"okTold":,'.length + NUMBER;
  if (alarm.name !== undefined) size += '"name":,'.length + sizeOfText(alarm.name);
  if (alarm.event !== undefined) size += '"event":,'.length + sizeOfText(alarm.event);
  if (alarm.dropped) size += '"dropped":[,],'.length + 2 * NUMBER;
  if (alarm.gists) {
    size += '"gists":[],'.length;
    for (const [gist] of alarm.gists) size += '[,],'.length + NUMBER + sizeOfText(gist);
  }
  for (const reporter of alarm.by) size += sizeOfReporter(reporter);
  return size;
}

export function sizeOfReporter({ id, critical, well, event, name }: ReporterState): number {
  let size = REPORTER + sizeOfText(id);
  if (critical !== undefined) size += '"critical":1,'.length;
  if (well !== undefined) size += '"well":,'.length + NUMBER;
  if (event !== undefined) size += '"event":,'.length + sizeOfText(event);
  if (name !== undefined) size += '"name":,'.length + sizeOfText(name);
  return size;
}

/** A text with its quotes; a surrogate pair counts as six bytes, though it takes four. */
function sizeOfText(text: string): number {
  let size = 2;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20) size += 6;
    else if (code === 0x22 || code === 0x5c) size += 2;
    else size += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
  }
  return size;
}

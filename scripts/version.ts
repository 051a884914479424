const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/;

/** What is wrong with the next version, as a sentence; `undefined` where nothing is. */
export function versionFault(current: string, next: string): string | undefined {
  const after = VERSION.exec(next);
  if (after === null) return `${next} is not a version such as 1.2.3 or 1.2.3-rc.1.`;
  const before = VERSION.exec(current);
  if (before === null) return `The current version, ${current}, is not one.`;
  const numbers = (match: RegExpExecArray) => [1, 2, 3].map((at) => Number(match[at]));
  const [a, b] = [numbers(before), numbers(after)];
  const at = a.findIndex((number, index) => number !== b[index]);
  const isLater =
    at === -1
      ? before[4] !== undefined && (after[4] === undefined || after[4] > before[4])
      : (b[at] ?? 0) > (a[at] ?? 0);
  return isLater ? undefined : `${next} is not later than ${current}.`;
}

/** The tag that users of the action name: it always is the newest release of a major version. */
export function majorTagOf(version: string): string {
  return `v${version.split('.', 1)[0] ?? ''}`;
}

/** The CHANGELOG with what was unreleased under a version and its date (`2026-11-24`), and a new empty section above. */
export function datedChangelog(text: string, version: string, date: string): string {
  const heading = '## [Unreleased]\n';
  const [before, after] = text.split(heading);
  if (before === undefined || after === undefined)
    throw new Error('The CHANGELOG has no section [Unreleased].');
  if (after.split('\n## ', 1)[0]?.trim() === '')
    throw new Error('The CHANGELOG says nothing about this release.');
  return `${before}${heading}\n## [${version}] - ${date}\n${after}`;
}

/** What the CHANGELOG says of a version. */
export function changesOf(text: string, version: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(`[${version}]`));
  const changes = section?.split('\n').slice(1).join('\n').trim();
  if (!changes) throw new Error(`The CHANGELOG says nothing about ${version}.`);
  return changes;
}

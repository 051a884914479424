import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a workflow file says of a job that no context says. What it does not say as a plain value is left out. */
export interface JobSettings {
  timeoutMinutes?: number;
  forgiven?: boolean;
}

/**
 * The settings of a job in the workflow file that lies in the workspace, where the job has checked it out.
 *
 * @param path Of the file, with the repository before it: `owner/name/.github/workflows/ci.yml`.
 */
export function readJobSettings(
  workspace: string,
  repository: string,
  path: string | undefined,
  job: string,
  matrix: Record<string, unknown>,
): JobSettings {
  if (!workspace || !path?.startsWith(`${repository}/`)) return {};
  try {
    return jobSettingsIn(
      readFileSync(join(workspace, path.slice(repository.length + 1)), 'utf8'),
      job,
      matrix,
    );
  } catch {
    return {};
  }
}

/**
 * The settings of a job, found by the indentation of its keys: a whole YAML parser would weigh more than the rest of the
 * action, and a value that this does not read counts as not there.
 */
export function jobSettingsIn(text: string, job: string, matrix: Record<string, unknown> = {}): JobSettings {
  const jobs = childrenOf(text.split(/\r?\n/), 'jobs');
  const own = childrenOf(jobs, job);
  const value = (key: string) => valueOf(own, key, matrix);
  const minutes = Number(value('timeout-minutes') ?? Number.NaN);
  const forgiven = value('continue-on-error');
  return {
    ...(minutes > 0 && { timeoutMinutes: minutes }),
    ...((forgiven === 'true' || forgiven === 'false') && { forgiven: forgiven === 'true' }),
  };
}

/** The lines beneath a key of the outermost level, up to the next key of that level. */
function childrenOf(lines: readonly string[], key: string): string[] {
  const level = Math.min(...lines.filter(isContent).map(indentOf));
  const at = lines.findIndex((line) => indentOf(line) === level && keyOf(line) === key);
  if (at < 0) return [];
  const after = lines.slice(at + 1);
  const end = after.findIndex((line) => isContent(line) && indentOf(line) <= level);
  return end < 0 ? after : after.slice(0, end);
}

function valueOf(lines: readonly string[], key: string, matrix: Record<string, unknown>): string | undefined {
  const level = Math.min(...lines.filter(isContent).map(indentOf));
  const line = lines.find((candidate) => indentOf(candidate) === level && keyOf(candidate) === key);
  const text = line
    ?.slice(line.indexOf(':') + 1)
    .replace(/\s#.*$/, '')
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2');
  const [, name] = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(text ?? '') ?? [];
  const fromMatrix = name === undefined ? undefined : matrix[name];
  if (name === undefined) return text;
  return typeof fromMatrix === 'boolean' || typeof fromMatrix === 'number' ? String(fromMatrix) : undefined;
}

function isContent(line: string): boolean {
  return line.trim() !== '' && !line.trimStart().startsWith('#');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function keyOf(line: string): string | undefined {
  return /^\s*(['"]?)([\w.-]+)\1\s*:/.exec(line)?.[2];
}

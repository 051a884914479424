import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a workflow file says of a job that no context says. What it does not say as a plain value is left out. */
export interface JobSettings {
  timeoutMinutes?: number;
  /** Whether it has `continue-on-error`. */
  forgiven?: boolean;
  /** Where it deploys to. */
  environment?: string;
  /** The input of the run by which that is chosen, where it is. */
  environmentInput?: string;
}

/** Values that an expression of a job may name. */
export interface Chosen {
  matrix?: Record<string, unknown> | null | undefined;
  /** What a run by hand was given. */
  inputs?: unknown;
}

/**
 * The text of a workflow file in the workspace, where the job has checked it out.
 *
 * @param path Within the repository: `.github/workflows/ci.yml`.
 */
export function readWorkflowFile(workspace: string, path: string): string | undefined {
  if (workspace === '') return undefined;
  try {
    return readFileSync(join(workspace, path), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The settings of a job, found by the indentation of its keys. A YAML parser would be the right tool and is twice as large as all
 * that a step loads; a job that is written in another way than everybody does (in braces, by an alias) counts as one of which
 * nothing is known, and so does a value that this does not read.
 */
export function jobSettingsIn(text: string, job: string, chosen: Chosen = {}): JobSettings {
  const jobs = childrenOf(text.split(/\r?\n/), 'jobs');
  const own = childrenOf(jobs, job);
  if (own.length === 0) return {};
  const minutes = Number(valueOf(own, 'timeout-minutes', chosen)?.value ?? Number.NaN);
  const forgiven = valueOf(own, 'continue-on-error', chosen);
  const environment =
    valueOf(own, 'environment', chosen) ?? valueOf(childrenOf(own, 'environment'), 'name', chosen);
  return {
    ...(minutes > 0 && { timeoutMinutes: minutes }),
    ...(forgiven === undefined && { forgiven: false }),
    ...(['true', 'false'].includes(forgiven?.value ?? '') && { forgiven: forgiven?.value === 'true' }),
    ...(environment?.value && { environment: environment.value }),
    ...(environment?.value && environment.input !== undefined && { environmentInput: environment.input }),
  };
}

/** The lines beneath a key of the outermost level, up to the next key of that level; none where its value stands behind it. */
function childrenOf(lines: readonly string[], key: string): string[] {
  const at = lineOfKey(lines, key);
  const first = lines[at];
  if (first === undefined || textBehind(first) !== '') return [];
  const after = lines.slice(at + 1);
  const end = after.findIndex((line) => isContent(line) && indentOf(line) <= indentOf(first));
  return end < 0 ? after : after.slice(0, end);
}

/** The value behind a key of the outermost level; `undefined` where there is no such key, or nothing behind it. */
function valueOf(
  lines: readonly string[],
  key: string,
  { matrix, inputs }: Chosen,
): { value: string | undefined; input?: string } | undefined {
  const text = textBehind(lines[lineOfKey(lines, key)] ?? '');
  if (text === '') return undefined;
  const [, context, name] =
    /^\$\{\{\s*(matrix|inputs|github\.event\.inputs)\.([\w-]+)\s*\}\}$/.exec(text) ?? [];
  if (context === undefined || name === undefined)
    return { value: /^[&*!{[|>]|\$\{\{/.test(text) ? undefined : text };
  const value: unknown =
    context === 'matrix' ? matrix?.[name] : (inputs as Record<string, unknown> | null)?.[name];
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
  return { value: isPlain ? String(value) : undefined, ...(context !== 'matrix' && { input: name }) };
}

function lineOfKey(lines: readonly string[], key: string): number {
  const level = Math.min(...lines.filter(isContent).map(indentOf));
  return lines.findIndex((line) => isContent(line) && indentOf(line) === level && keyOf(line) === key);
}

/** What stands on a key's own line behind it, without quotes and comment. */
function textBehind(line: string): string {
  const text = line.slice(line.indexOf(':') + 1).trim();
  const quoted = /^(['"])(.*?)\1(?:\s+#.*)?$/.exec(text)?.[2];
  return quoted ?? text.replace(/(?:^|\s)#.*$/, '').trim();
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

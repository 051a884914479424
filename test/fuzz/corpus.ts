import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'corpus');

/** How an input that was found once is made again: fast-check's seed and the path to the smallest one. */
export interface Found {
  seed: number;
  path: string;
  /** What it was and what went wrong, for a person. */
  note: string;
}

const fileOf = (target: string) => join(FOLDER, `${target.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.json`);

/** The inputs that were found for a target, each of which went wrong once. */
export function foundFor(target: string): Found[] {
  const file = fileOf(target);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Found[]) : [];
}

export function keep(target: string, found: Found): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(target), `${JSON.stringify([...foundFor(target), found], null, 2)}\n`);
}

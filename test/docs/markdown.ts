import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Every document that users and contributors read, by its path. */
export const DOCUMENTS: readonly string[] = globSync(
  '{*.md,docs/**/*.md,shared/README.md,examples/**/*.md}',
  {
    cwd: ROOT,
  },
).sort();

/** A piece of code in a document. */
export interface Sample {
  document: string;
  /** The line that it begins on, from 1. */
  line: number;
  language: string;
  code: string;
  /** What the document assumes before it, from the comment above: `<!-- given: declare const url: string; -->`. */
  given: string;
}

export function textOf(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** The pieces of code in a document. */
export function samplesIn(document: string): Sample[] {
  const text = textOf(document);
  return [...text.matchAll(/(?:<!-- given: ([^]*?) -->\n\n?)?^( *)```(\w+)\n([^]*?)^\2```$/gm)].map(
    ({ 0: whole, 1: given = '', 2: indent = '', 3: language = '', 4: code = '', index }) => ({
      document,
      line: text.slice(0, index + whole.indexOf('```')).split('\n').length,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      given,
    }),
  );
}

/** The names by which a document's headings can be linked to, as GitHub makes them. */
export function anchorsIn(document: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = textOf(document)
    .replaceAll(/^( *)```[^]*?^\1```$/gm, '')
    .matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const name = heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return count === 0 ? name : `${name}-${count}`;
    }),
  );
}

/** The requests that a document makes with `curl`. */
export function curlsIn(document: string): Sample[] {
  return samplesIn(document).filter(({ language, code }) => language === 'sh' && code.startsWith('curl '));
}

/** The body and the headers of a `curl`. */
export function requestOf({ code }: Sample): {
  method: 'POST';
  headers: Record<string, string>;
  body: string;
} {
  const [, body = ''] = /-d '([^']+)'/.exec(code) ?? [];
  const headers = [...code.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return { method: 'POST', headers: Object.fromEntries(headers), body };
}

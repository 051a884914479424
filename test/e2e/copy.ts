import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A copy of this repository in which a test may do as it likes. */
export interface RepositoryCopy {
  folder: string;
  /** Writes files that are not there yet, by their paths. */
  add(files: Record<string, string>): void;
  /** Changes a file that is there; a change that changes nothing is an error. */
  change(path: string, change: (text: string) => string): void;
  /** The paths of all files that were added or changed. */
  touched(): string[];
  run(command: string, ...args: string[]): string;
  remove(): void;
}

/** Copies what git knows and what it does not ignore; the packages are linked, but for the library, which is the copy's own. */
export function copiedRepository(): RepositoryCopy {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-copy-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files) {
    if (file === '' || !existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    const target = name === 'alertbridge' ? '../shared' : join(ROOT, 'node_modules', name);
    symlinkSync(target, join(folder, 'node_modules', name), 'junction');
  }
  const touched = new Set<string>();
  return {
    folder,
    add(added) {
      for (const [path, text] of Object.entries(added)) {
        if (existsSync(join(folder, path))) throw new Error(`${path} is there already.`);
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
        touched.add(path);
      }
    },
    change(path, change) {
      const before = readFileSync(join(folder, path), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`Nothing was changed in ${path}.`);
      writeFileSync(join(folder, path), after);
      touched.add(path);
    },
    touched: () => [...touched].sort(),
    run(command, ...args) {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

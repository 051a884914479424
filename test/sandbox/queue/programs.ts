import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL's programs, which are on no PATH. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** The programs of Redis and PostgreSQL on this machine; `null` for each that is not here. */
export function queuePrograms(): Record<'redisServer' | 'initdb' | 'postgres', string | null> {
  return { redisServer: found('redis-server'), initdb: found('initdb'), postgres: found('postgres') };
}

function found(program: string): string | null {
  const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES).sort().reverse() : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin')),
  ];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

/** A user id that PostgreSQL, which refuses to run as root, can run with; `undefined` where we are not root. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

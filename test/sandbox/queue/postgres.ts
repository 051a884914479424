import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { hasEnded, killWithDescendants, startChild } from '../child.ts';
import { anyFreePort, LOOPBACK } from '../ports.ts';
import { unprivilegedUser } from './programs.ts';
import { whenReady, type Program } from './ready.ts';

const POSTGRES_USER = 'alertbridge';

/**
 * A PostgreSQL of our own on loopback, with an empty database cluster.
 *
 * @param folder Where its data goes; another user than root must be able to reach it.
 */
export async function startPostgres(
  programs: { initdb: string; postgres: string },
  folder: string,
): Promise<Program> {
  const user = unprivilegedUser();
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  for (const path of user === undefined ? [] : [folder, data])
    chownSync(path, user?.uid ?? 0, user?.gid ?? 0);
  execFileSync(
    programs.initdb,
    ['-D', data, '-U', POSTGRES_USER, '--auth=trust', '--no-sync', '-E', 'UTF8'],
    {
      ...user,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    },
  );
  const port = await anyFreePort();
  const child = startChild(
    programs.postgres,
    ['-D', data, '-p', String(port), '-h', LOOPBACK, '-k', folder, '-c', 'fsync=off'],
    { ...user, stdio: 'ignore', env: { PATH: process.env['PATH'], LC_ALL: 'C' } },
  );
  const socket = join(folder, `.s.PGSQL.${port}`);
  await whenReady('PostgreSQL', async () => !hasEnded(child) && existsSync(socket));
  return { port, stop: () => killWithDescendants(child) };
}

/** What n8n must be told to keep its data in it. */
export function databaseEnv({ port }: Program): Record<string, string> {
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: LOOPBACK,
    DB_POSTGRESDB_PORT: String(port),
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: POSTGRES_USER,
  };
}

import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { hasEnded, killWithDescendants, startChild } from '../child.ts';
import { thisNodeFirst } from '../npm.ts';
import { anyFreePort, firstFreePort, LOOPBACK } from '../ports.ts';
import { n8nCommand } from './install.ts';

const READY_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 15_000;

export interface RunningN8n {
  /** Without a slash at its end. */
  url: string;
  logFile: string;
  pid: number;
  /** Settled when n8n has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends n8n and every program that it started. */
  stop: () => Promise<void>;
  /** Kills them, as a machine that fails does: nothing of n8n's runs any more, not even what it does at its end. */
  kill: () => Promise<void>;
}

export interface N8nOptions {
  /** Where n8n is installed. */
  install: string;
  /** n8n's data goes into `.n8n` in here. */
  userFolder: string;
  /** The first port to try. Without it the system picks one. */
  port?: number;
  /** What it is to be: all of n8n (the default), or in queue mode a worker or a webhook process. */
  role?: 'start' | 'worker' | 'webhook';
  /** Further environment variables of n8n. */
  env?: Record<string, string>;
}

/**
 * Starts n8n on loopback with SQLite, keeps it to itself (no telemetry, no update checks, nothing of the user's own n8n
 * settings) and returns when it is ready.
 *
 * @throws Error with the end of n8n's log where it does not become ready within three minutes.
 */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
  mkdirSync(options.userFolder, { recursive: true });
  let port = await freePort(options.port);
  for (let attempt = 1; ; attempt++) {
    const logFile = join(
      options.userFolder,
      options.role === undefined ? 'n8n.log' : `n8n-${options.role}-${port}.log`,
    );
    const child = await launch(options, port, logFile);
    const url = `http://${LOOPBACK}:${port}`;
    const stop = async () => await end(child);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const kill = async () => {
      killWithDescendants(child);
      await ended;
    };
    if (await isReady(url, child)) return { url, logFile, pid: child.pid ?? 0, ended, stop, kill };
    await stop();
    const log = readFileSync(logFile, 'utf8');
    if (attempt === 5 || !/EADDRINUSE|port .* is already in use/i.test(log)) {
      throw new Error(
        `n8n did not start. The end of ${logFile}:\n${log.trim().split('\n').slice(-15).join('\n')}`,
      );
    }
    // Someone else took the port between our look and n8n's.
    port = await freePort(options.port === undefined ? undefined : port + 1);
  }
}

async function freePort(from: number | undefined): Promise<number> {
  return from === undefined ? await anyFreePort() : await firstFreePort(from);
}

async function launch(options: N8nOptions, port: number, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, 'w');
  const child = startChild(
    process.execPath,
    [
      '--require',
      join(import.meta.dirname, 'end-with-parent.cjs'),
      n8nCommand(options.install),
      options.role ?? 'start',
    ],
    {
      cwd: options.userFolder,
      env: {
        ...withoutSettingsOfTheUser(),
        ...thisNodeFirst(),
        ...(await environment(options.userFolder, port)),
        ...options.env,
      },
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  closeSync(log);
  child.on('error', () => undefined);
  return child;
}

async function environment(userFolder: string, port: number): Promise<Record<string, string>> {
  const off = Object.fromEntries(
    [
      'N8N_DIAGNOSTICS_ENABLED',
      'N8N_VERSION_NOTIFICATIONS_ENABLED',
      'N8N_TEMPLATES_ENABLED',
      'N8N_PERSONALIZATION_ENABLED',
      'N8N_DYNAMIC_BANNERS_ENABLED',
      'N8N_HIRING_BANNER_ENABLED',
      'N8N_SECURE_COOKIE',
    ].map((name) => [name, 'false']),
  );
  return {
    ...off,
    N8N_USER_FOLDER: userFolder,
    N8N_PORT: String(port),
    // Where a worker says that it is ready.
    QUEUE_HEALTH_CHECK_PORT: String(port),
    N8N_LISTEN_ADDRESS: LOOPBACK,
    N8N_RUNNERS_BROKER_PORT: String(await anyFreePort()),
    WEBHOOK_URL: `http://${LOOPBACK}:${port}/`,
    N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true',
    // These two fetch lists from n8n's own servers.
    N8N_DISABLED_MODULES: 'mcp-registry',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_LOG_LEVEL: 'info',
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
    NO_PROXY: [process.env['NO_PROXY'] ?? process.env['no_proxy'], LOOPBACK, 'localhost']
      .filter(Boolean)
      .join(','),
  };
}

/** A developer's own n8n may be set up by the environment; ours must not use its database or its queue. */
function withoutSettingsOfTheUser(): NodeJS.ProcessEnv {
  const theirs = /^(?:N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL|NODE_OPTIONS$|NODE_ENV$|npm_|JEST_|no_proxy$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !theirs.test(name)));
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  const givesUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < givesUpAt && !hasEnded(child)) {
    const answer = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    if (answer?.ok === true && !hasEnded(child)) return true;
    await sleep(250);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(ENDS_WITHIN_MS, undefined, { ref: false })]);
  }
  killWithDescendants(child);
}

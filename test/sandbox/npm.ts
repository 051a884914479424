import { createWriteStream, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

import { startChild } from './child.ts';

interface RunOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** All that the program says is appended here as well. */
  logFile?: string;
  /** Told of each line that npm writes about a request to the registry (with `--loglevel=http`). */
  onFetch?: () => void;
}

/**
 * What a program wrote to its standard output.
 *
 * @throws Error with the last lines that it wrote, where it fails.
 */
export async function outputOf(command: string, args: string[], options: RunOptions): Promise<string> {
  if (options.logFile !== undefined) mkdirSync(dirname(options.logFile), { recursive: true });
  const log = options.logFile === undefined ? null : createWriteStream(options.logFile, { flags: 'a' });
  const child = startChild(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log?.write(text);
      for (const line of text.split(/(?<=\n)/)) {
        if (line.startsWith('npm http')) options.onFetch?.();
        else said = (said + line).slice(-4_000);
      }
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === 0) return output;
    const lines = said.trim().split('\n').slice(-12).join('\n');
    throw new Error(`${basename(command)} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${lines}`);
  } finally {
    log?.end();
  }
}

/** Runs npm under this very Node, whatever Node the machine has, and returns what it wrote to its standard output. */
export async function npm(args: string[], options: RunOptions): Promise<string> {
  return await outputOf(process.execPath, [npmCli(), ...args], {
    ...options,
    env: { ...thisNodeFirst(), ...options.env },
  });
}

/** The environment in which `node` is the Node that runs this. */
export function thisNodeFirst(): NodeJS.ProcessEnv {
  const path = Object.entries(process.env).find(([name]) => name.toUpperCase() === 'PATH');
  return { [path?.[0] ?? 'PATH']: [dirname(process.execPath), path?.[1] ?? ''].join(delimiter) };
}

/** The file of npm's own command, to be run by Node. */
export function npmCli(): string {
  const running = process.env['npm_execpath'];
  if (running !== undefined && basename(running) === 'npm-cli.js') return running;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const beside = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(beside)) return beside;
    const link = join(folder, 'npm');
    if (existsSync(link) && basename(realpathSync(link)) === 'npm-cli.js') return realpathSync(link);
  }
  throw new Error('npm was not found. It comes with Node: https://nodejs.org/');
}

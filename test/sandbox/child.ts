import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) killWithDescendants(child);
});

/**
 * Starts a program that leads a process group of its own, so that all that it starts in turn can be ended at once. It ends
 * with this process at the latest.
 */
export function startChild(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, {
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...options,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Kills a program and everything that it started, also where it has ended itself but they have not. */
export function killWithDescendants(child: ChildProcess): void {
  running.delete(child);
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    } else {
      process.kill(-child.pid, 'SIGKILL');
    }
  } catch {
    // All of them are gone already.
  }
}

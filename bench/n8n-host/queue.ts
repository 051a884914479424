import type { RunningN8n } from '../../test/sandbox/n8n/process.ts';
import { startQueue } from '../../test/sandbox/queue/queue.ts';
import { LIMITS } from '../limits.ts';
import type { Measurement } from '../measurement.ts';
import { summaryOf } from '../side-by-side.ts';
import { post, results } from './events.ts';
import type { Hosts } from './hosts.ts';

const RESULTS = 60;
const ROUNDS = 3;

/**
 * n8n's queue mode: results are received while all workers stand still, and then the workers do what has gathered. So it is
 * the workers that are measured, as on a machine of their own; the process that receives has nothing to do then.
 */
export async function queueMode({
  start,
  startWorker,
  target,
  folder,
  stops,
}: Hosts): Promise<Measurement[]> {
  const queue = await startQueue(folder);
  if (queue === null) {
    console.error('Left out: redis-server and PostgreSQL are not here (Debian: redis-server postgresql).');
    return [];
  }
  const { env, stop } = queue;
  stops.push(stop);
  // The main process first: it makes the tables. It receives the results itself, and executes none.
  const { urls } = await start('queue mode', ['trigger'], env);
  const url = urls.get('trigger') ?? '';
  let round = 0;
  const msWith = async (workers: readonly RunningN8n[]) => {
    for (const { pid } of workers) process.kill(pid, 'SIGSTOP');
    const before = target.count();
    try {
      await post(url, results(RESULTS, round % 2 === 0 ? 'FAIL' : 'PASS', round++));
    } finally {
      for (const { pid } of workers) process.kill(pid, 'SIGCONT');
    }
    const startedAt = performance.now();
    await target.until(before + RESULTS);
    return (performance.now() - startedAt) / RESULTS;
  };
  const rounds = async (workers: readonly RunningN8n[]) => {
    const values: number[] = [];
    for (let count = -1; count < ROUNDS; count++) {
      const value = await msWith(workers);
      if (count >= 0) values.push(value);
    }
    return values;
  };
  // One, two, and one again, so that what slows the machine down over time meets both.
  const first = await startWorker('queue mode', env);
  const before = await rounds([first]);
  const second = await startWorker('queue mode', env);
  const two = summaryOf([...(await rounds([first, second])), ...(await rounds([first, second]))]);
  await second.stop();
  const one = summaryOf([...before, ...(await rounds([first]))]);
  const names = { one: 'queue mode, 1 worker', two: 'queue mode, 2 workers' };
  return [
    { name: names.one, key: 'queue.1', ...one },
    {
      name: names.two,
      key: 'queue.workers',
      ...two,
      against: names.one,
      ratio: two.median / one.median,
      limit: LIMITS.n8n.workers,
    },
  ];
}

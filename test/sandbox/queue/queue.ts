import { join } from 'node:path';

import { LOOPBACK } from '../ports.ts';
import { databaseEnv, startPostgres } from './postgres.ts';
import { queuePrograms } from './programs.ts';
import { startRedis } from './redis.ts';

/** What the processes of an n8n in queue mode share. */
export interface Queue {
  /** What each of them must be told. */
  env: Record<string, string>;
  stop: () => void;
}

/**
 * Starts a Redis and a PostgreSQL for an n8n in queue mode; `null` where one of them is not on this machine.
 *
 * @param folder Where their data goes; another user than root must be able to reach it.
 */
export async function startQueue(folder: string): Promise<Queue | null> {
  const { redisServer, initdb, postgres } = queuePrograms();
  if (redisServer === null || initdb === null || postgres === null) return null;
  const redis = await startRedis(redisServer, join(folder, 'redis'));
  try {
    const database = await startPostgres({ initdb, postgres }, join(folder, 'postgres'));
    return {
      env: {
        EXECUTIONS_MODE: 'queue',
        QUEUE_BULL_REDIS_HOST: LOOPBACK,
        QUEUE_BULL_REDIS_PORT: String(redis.port),
        QUEUE_HEALTH_CHECK_ACTIVE: 'true',
        N8N_ENCRYPTION_KEY: 'a key that all processes share',
        ...databaseEnv(database),
      },
      stop() {
        database.stop();
        redis.stop();
      },
    };
  } catch (error) {
    redis.stop();
    throw error;
  }
}

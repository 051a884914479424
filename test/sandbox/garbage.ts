import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many bytes are in use once what nobody holds any more is gone. */
export async function bytesHeld(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect();
    // What is told of an object's end is told after the turn in which it ended.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

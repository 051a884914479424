/** The runtime of `alertbridge/node`, for which the hosts of the samples lie on this machine. */
import * as real from 'alertbridge/node';
import type { Transport } from 'alertbridge';

export * from 'alertbridge/node';

const origins = JSON.parse(process.env['ORIGINS'] ?? '{}') as Record<string, string>;

const transport: Transport = async (request) => {
  const [from, to] = Object.entries(origins).find(([origin]) => request.url.startsWith(origin)) ?? ['', ''];
  return await real.runtime.transport({ ...request, url: to + request.url.slice(from.length) });
};

export const runtime = { ...real.runtime, transport };

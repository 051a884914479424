import { createHmac } from 'node:crypto';

import { jsonOf, startStandIn, type StandIn } from '../stand-in.ts';

interface Hook {
  id: number;
  active: boolean;
  events: string[];
  config: { url: string; secret?: string; content_type?: string };
}

export interface GitHubHooks extends StandIn {
  hooks: readonly Hook[];
  /** Delivers an event to each hook that wants it, signed with the hook's secret, and gives the statuses of the answers. */
  deliver(event: string, payload: object): Promise<number[]>;
}

/**
 * A stand-in for the webhooks of one repository of GitHub's.
 *
 * @see https://docs.github.com/en/rest/repos/webhooks
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function startGitHubHooks(repository = 'acme/shop'): Promise<GitHubHooks> {
  const hooks: Hook[] = [];
  const server = await startStandIn(
    ({ method, path, body }) => {
      const [, id] = new RegExp(`^/repos/${repository}/hooks(?:/(\\d+))?$`).exec(path) ?? [];
      const found = hooks.find((hook) => hook.id === Number(id));
      if (method === 'POST' && path === `/repos/${repository}/hooks`) {
        const { events, config } = jsonOf(body) as Hook;
        const hook = { id: hooks.length + 1, active: true, events, config };
        hooks.push(hook);
        return { status: 201, body: hook };
      }
      if (found === undefined) return { status: 404, body: { message: 'Not Found' } };
      if (method === 'DELETE') hooks.splice(hooks.indexOf(found), 1);
      return method === 'DELETE' ? { status: 204 } : { body: found };
    },
    { isFaulty: () => false },
  );
  return {
    ...server,
    hooks,
    async deliver(event, payload) {
      const body = JSON.stringify(payload);
      const wanting = hooks.filter(({ events }) => events.includes(event));
      return await Promise.all(
        wanting.map(async ({ config }) => {
          const signature = createHmac('sha256', config.secret ?? '')
            .update(body)
            .digest('hex');
          const answer = await fetch(config.url, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-github-event': event,
              'x-hub-signature-256': `sha256=${signature}`,
            },
            body,
          });
          return answer.status;
        }),
      );
    },
  };
}

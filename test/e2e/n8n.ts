import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import {
  chainOf,
  n8nClient,
  nodeOf,
  ownerCookie,
  type Execution,
  type N8nClient,
} from '../sandbox/n8n/client.ts';
import { installedN8n } from '../sandbox/n8n/install.ts';
import { installCommunityPackage, type Tarball } from '../sandbox/n8n/package.ts';
import { startN8n, type N8nOptions, type RunningN8n } from '../sandbox/n8n/process.ts';

export const SHARED_N8N_VARIABLE = 'ALERTBRIDGE_E2E_N8N';

export interface SharedN8n {
  url: string;
  cookie: string;
  logFile: string;
  /** What was packed and is installed in it. */
  tarball: Tarball;
}

/** The one n8n that runs while the end-to-end tests do. */
export function sharedN8n(): SharedN8n {
  const shared = process.env[SHARED_N8N_VARIABLE];
  if (shared === undefined) throw new Error('No n8n is running. Run this test with: npm run test:e2e');
  return JSON.parse(shared) as SharedN8n;
}

/** That n8n, as its owner drives it. */
export function connectedN8n(): N8nClient {
  const { url, cookie } = sharedN8n();
  return n8nClient(url, cookie);
}

/**
 * Starts an n8n of a test's own with the package in it, where the shared one will not do: to set its environment, or to kill it.
 *
 * @param userFolder What it keeps goes in here. One that has run in it before goes on.
 */
export async function startOwnN8n(
  userFolder: string,
  options: Pick<N8nOptions, 'env' | 'port'>,
): Promise<{ running: RunningN8n; n8n: N8nClient }> {
  const isNew = !existsSync(join(userFolder, '.n8n'));
  if (isNew) await installCommunityPackage(sharedN8n().tarball, userFolder);
  const running = await startN8n({ install: await installedN8n(() => undefined), userFolder, ...options });
  return { running, n8n: n8nClient(running.url, await ownerCookie(running.url)) };
}

/** An active workflow that starts with a webhook trigger. */
export interface ActiveTrigger {
  /** The workflow's id. */
  id: string;
  /** Where the trigger's sender posts to. */
  hook: string;
}

/**
 * Activates a workflow of a webhook trigger and the nodes after it, one after the other.
 *
 * @param path The path in the trigger's webhook description, e.g. `apicontext`.
 */
export async function activeTrigger(
  n8n: N8nClient,
  trigger: Pick<INode, 'type' | 'parameters'> & Partial<INode>,
  path: string,
  after: INode[] = [],
): Promise<ActiveTrigger> {
  const webhookId = randomUUID();
  const first = nodeOf({ webhookId, typeVersion: 2, ...trigger }, 'Trigger');
  const workflow = await n8n.createWorkflow({
    // n8n takes no longer name.
    name: (expect.getState().currentTestName ?? trigger.type).slice(0, 128),
    ...chainOf([first, ...after]),
  });
  await n8n.activate(workflow);
  return { id: workflow.id, hook: n8n.webhookUrl(`${webhookId}/${path}`) };
}

/** The items that a node gave out in its first run, by its output. */
export function outputOf(execution: Execution, node: string, output = 0): Record<string, unknown>[] {
  const items = execution.data.resultData.runData[node]?.[0]?.data?.['main']?.[output] ?? [];
  return items.map(({ json }) => json);
}

/** The error with which an execution or one of its nodes ended, as n8n shows it. */
export function errorOf(execution: Execution): { message: string; description: string; httpCode: string } {
  const none = { message: '', description: '', httpCode: '' };
  return { ...none, ...(execution.data.resultData.error as unknown as Partial<typeof none> | undefined) };
}

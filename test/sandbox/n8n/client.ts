import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IConnections, IDataObject, INode, INodeParameters, IRun } from 'n8n-workflow';

import { unflattened } from './unflattened.ts';

/** Who owns the n8n of the sandbox. It listens on loopback only and is thrown away, so this is no secret. */
export const OWNER = {
  email: 'sandbox@example.com',
  firstName: 'Sandbox',
  lastName: 'Owner',
  password: 'Sandbox-1234',
};

const SETTLED_WITHIN_MS = 90_000;
const LOOK_AGAIN_MS = 100;

export interface Credential {
  id: string;
  name: string;
  type: string;
}

export interface Workflow {
  name: string;
  nodes: INode[];
  connections: IConnections;
  pinData?: Record<string, { json: IDataObject }[]>;
  settings?: IDataObject;
}

export interface StoredWorkflow {
  id: string;
  versionId: string;
}

export interface Execution {
  id: string;
  workflowId: string;
  /** `success`, `error`, `canceled`, `crashed`, `running`, `waiting`, `new`. */
  status: string;
  data: IRun['data'];
  /** The execution's data just as n8n stores it, to search for what must not be in it. */
  stored: string;
}

/** A parameter whose choices a node loads: the node, what is filled in so far, and the method that loads them. */
export interface Picker {
  nodeType: string;
  typeVersion?: number;
  method: string;
  /** The parameter's own name; only n8n's messages need it. */
  parameter?: string;
  parameters?: INodeParameters;
  credential?: Credential;
  /** What the user typed into a searchable list. */
  filter?: string;
}

/** n8n refused a call; `status` and n8n's own message say why. */
export class N8nApiError extends Error {
  override readonly name = 'N8nApiError';
  readonly status: number;

  constructor(call: string, status: number, message: string) {
    super(`${call}: n8n answered ${status}: ${message}`);
    this.status = status;
  }
}

export type N8nClient = ReturnType<typeof n8nClient>;

/** Makes the owner of a new n8n, or logs in as the owner of one that has it, and returns the session's cookie. */
export async function ownerCookie(url: string): Promise<string> {
  const post = async (path: string, body: object) =>
    await fetch(`${url}/rest${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const setup = await post('/owner/setup', OWNER);
  const answer = setup.ok
    ? setup
    : await post('/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('n8n-auth='));
  if (!answer.ok || cookie === undefined) {
    throw new Error(
      `n8n let its owner neither set it up nor log in: ${answer.status} ${await answer.text()}`,
    );
  }
  return cookie.split(';')[0] ?? cookie;
}

/** What an owner does in n8n's editor, over the same calls that the editor makes. */
export function n8nClient(url: string, cookie: string) {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${url}/rest${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as { data?: T; message?: string };
    if (!answer.ok) throw new N8nApiError(`${method} ${path}`, answer.status, json.message ?? text);
    return json.data as T;
  }

  async function createCredential(name: string, type: string, data: IDataObject): Promise<Credential> {
    const { id } = await call<{ id: string }>('POST', '/credentials', { name, type, data });
    return { id, name, type };
  }

  /** What the editor's "Test" of a credential says; nothing is stored. */
  async function testCredential(
    type: string,
    data: IDataObject,
  ): Promise<{ status: 'OK' | 'Error'; message: string }> {
    return await call('POST', '/credentials/test', {
      credentials: { id: '', name: 'under test', type, data },
    });
  }

  async function createWorkflow(workflow: Workflow): Promise<StoredWorkflow> {
    return await call('POST', '/workflows', { settings: {}, ...workflow, active: false });
  }

  /** Replaces what a workflow consists of. An active workflow goes on with its old version until it is activated again. */
  async function updateWorkflow(id: string, workflow: Workflow): Promise<StoredWorkflow> {
    return await call('PATCH', `/workflows/${id}`, { settings: {}, ...workflow });
  }

  /**
   * Activates a workflow and waits until its triggers are registered.
   *
   * @throws Error with the trigger's own message where it refuses.
   */
  async function activate({ id, versionId }: StoredWorkflow): Promise<void> {
    await call('POST', `/workflows/${id}/activate`, { versionId });
    const { status, triggers } = await publication(id);
    if (status !== 'published') {
      const why = triggers.flatMap(({ errorMessage }) => errorMessage ?? []).join(' ');
      throw new Error(`The workflow was not activated (${status}): ${why}`);
    }
  }

  /**
   * Deactivates a workflow and waits until its triggers are deregistered.
   *
   * @throws Error with the trigger's own message where that fails.
   */
  async function deactivate(id: string): Promise<void> {
    await call('POST', `/workflows/${id}/deactivate`, {});
    const { status, triggers } = await publication(id);
    if (status !== 'not_published') {
      const why = triggers.flatMap(({ errorMessage }) => errorMessage ?? []).join(' ');
      throw new Error(`The workflow was not deactivated (${status}): ${why}`);
    }
  }

  /** n8n activates in the background; its answer to a call that activates comes before that is done. */
  async function publication(id: string) {
    return await eventually(async () => {
      const found = await call<{ status: string; triggers: { errorMessage: string | null }[] }>(
        'GET',
        `/workflows/${id}/publication-status`,
      );
      return found.status === 'in_progress' ? undefined : found;
    }, `workflow ${id} to be activated or deactivated`);
  }

  /** Deactivates and deletes a workflow with its executions. */
  async function removeWorkflow(id: string): Promise<void> {
    await deactivate(id);
    await call('POST', `/workflows/${id}/archive`, {});
    await call('DELETE', `/workflows/${id}`);
  }

  /** A workflow's executions as they are now, the latest first, at most 100. */
  async function executionsOf(workflowId: string): Promise<{ id: string; status: string }[]> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId }));
    const { results } = await call<{ results: { id: string; status: string }[] }>(
      'GET',
      `/executions?filter=${filter}&limit=100`,
    );
    return results;
  }

  /** A workflow's executions with all their data, oldest first, as soon as `count` of them have ended. */
  async function executions(workflowId: string, count: number): Promise<Execution[]> {
    const ended = await eventually(async () => {
      const found = (await executionsOf(workflowId)).filter(({ status }) => hasEnded(status));
      return found.length >= count ? found : undefined;
    }, `${count} executions of workflow ${workflowId} to end`);
    return await Promise.all(ended.reverse().map(({ id }) => execution(id)));
  }

  /** An execution with all its data, as soon as it has ended. */
  async function execution(id: string): Promise<Execution> {
    return await eventually(async () => {
      const found = await call<{ id: string; workflowId: string; status: string; data: string }>(
        'GET',
        `/executions/${id}`,
      );
      if (!hasEnded(found.status)) return undefined;
      return { ...found, data: unflattened(found.data) as IRun['data'], stored: found.data };
    }, `execution ${id} to end`);
  }

  /** Runs a stored workflow by hand, as "Execute workflow" does, and returns the execution that has ended. */
  async function run(workflowId: string, triggerName: string): Promise<Execution> {
    const { executionId } = await call<{ executionId: string }>('POST', `/workflows/${workflowId}/run`, {
      triggerToStartFrom: { name: triggerName },
    });
    return await execution(executionId);
  }

  /** Runs one node by itself over `items`: Manual Trigger → node. Returns the execution that has ended. */
  async function runNode(
    node: Pick<INode, 'type' | 'parameters'> & Partial<INode>,
    items: IDataObject[] = [{}],
  ): Promise<Execution> {
    const workflow = await createWorkflow(manualWorkflow(node, items));
    return await run(workflow.id, MANUAL_TRIGGER);
  }

  /** The choices that a parameter with `loadOptionsMethod` offers. */
  async function options(picker: Picker): Promise<{ name: string; value: unknown }[]> {
    return await call('POST', '/dynamic-node-parameters/options', pickerRequest(picker));
  }

  /** The choices that a resource locator's list offers. */
  async function resources(
    picker: Picker,
  ): Promise<{ results: { name: string; value: unknown }[]; paginationToken?: unknown }> {
    return await call('POST', '/dynamic-node-parameters/resource-locator-results', pickerRequest(picker));
  }

  /** Where an active trigger with a full path is called from outside. */
  function webhookUrl(path: string): string {
    return `${url}/webhook/${path}`;
  }

  return {
    url,
    cookie,
    call,
    createCredential,
    testCredential,
    createWorkflow,
    updateWorkflow,
    activate,
    deactivate,
    removeWorkflow,
    execution,
    executionsOf,
    executions,
    run,
    runNode,
    options,
    resources,
    webhookUrl,
  };
}

export const MANUAL_TRIGGER = 'Start';

/** A node as a workflow has it. Give webhook nodes their `webhookId`. */
export function nodeOf(
  node: Pick<INode, 'type' | 'parameters'> & Partial<INode>,
  name: string,
  column = 0,
): INode {
  return { id: randomUUID(), name, typeVersion: 1, position: [column * 220, 0], ...node };
}

/** Nodes one after the other, each connected to the next by its first output. */
export function chainOf(nodes: INode[]): Pick<Workflow, 'nodes' | 'connections'> {
  const connections: IConnections = {};
  nodes.slice(1).forEach((node, index) => {
    const before = nodes[index];
    if (before !== undefined)
      connections[before.name] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
  });
  return { nodes, connections };
}

function manualWorkflow(
  node: Pick<INode, 'type' | 'parameters'> & Partial<INode>,
  items: IDataObject[],
): Workflow {
  const start = nodeOf({ type: 'n8n-nodes-base.manualTrigger', parameters: {} }, MANUAL_TRIGGER);
  const name = node.name ?? 'Node';
  return {
    name: `${name} alone`,
    ...chainOf([start, nodeOf(node, name, 1)]),
    pinData: { [MANUAL_TRIGGER]: items.map((json) => ({ json })) },
  };
}

function pickerRequest(picker: Picker): object {
  return {
    path: `parameters.${picker.parameter ?? picker.method}`,
    methodName: picker.method,
    nodeTypeAndVersion: { name: picker.nodeType, version: picker.typeVersion ?? 1 },
    currentNodeParameters: picker.parameters ?? {},
    ...(picker.filter === undefined ? {} : { filter: picker.filter }),
    ...(picker.credential === undefined
      ? {}
      : {
          credentials: {
            [picker.credential.type]: { id: picker.credential.id, name: picker.credential.name },
          },
        }),
  };
}

function hasEnded(status: string): boolean {
  return !['new', 'running', 'waiting', 'unknown'].includes(status);
}

/** What `look` finds, asked again until it finds something. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
  what: string,
  withinMs = SETTLED_WITHIN_MS,
): Promise<T> {
  const givesUpAt = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > givesUpAt) throw new Error(`Waited ${withinMs / 1_000} s for ${what} in vain.`);
    await sleep(LOOK_AGAIN_MS);
  }
}

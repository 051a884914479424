import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Credential, Workflow } from './n8n/client.ts';
import { ROOT } from './n8n/package.ts';

export interface Example extends Workflow {
  /** The `webhookId` of its trigger, which n8n's editor gives a trigger on import. */
  webhookId: string;
}

/** A workflow of `examples/n8n` as a user has it after importing it and picking a credential in each node that takes it. */
export function importedExample(file: string, nodeCredentials: Record<string, Credential[]>): Example {
  const workflow = JSON.parse(readFileSync(join(ROOT, 'examples', 'n8n', file), 'utf8')) as Workflow;
  const webhookId = randomUUID();
  const nodes = workflow.nodes.map((node) => {
    const credentials = nodeCredentials[node.name];
    return {
      ...node,
      ...(/(?:Trigger|\.webhook)$/.test(node.type) && { webhookId }),
      ...(credentials !== undefined && {
        credentials: Object.fromEntries(credentials.map((credential) => [credential.type, credential])),
      }),
    };
  });
  return { ...workflow, nodes, webhookId };
}

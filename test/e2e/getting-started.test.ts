import { curlsIn, requestOf, textOf } from '../docs/markdown.ts';
import { importedExample } from '../sandbox/example.ts';
import { eventually } from '../sandbox/n8n/client.ts';
import { createTemperstackCredential } from '../sandbox/n8n/temperstack.ts';
import { startTemperstack, type Temperstack } from '../sandbox/temperstack/server.ts';
import { connectedN8n } from './n8n.ts';

const PAGE = 'docs/getting-started/n8n.md';

describe(PAGE, () => {
  const n8n = connectedN8n();
  let temperstack: Temperstack;
  beforeAll(async () => {
    temperstack = await startTemperstack();
  });
  afterAll(async () => {
    await temperstack.close();
  });

  it('opens an alert and closes it with its example and its requests, and quotes the answers as they are', async () => {
    const credential = await createTemperstackCredential(n8n, temperstack.integrationUrl);
    const { webhookId, ...example } = importedExample('apicontext-to-temperstack.json', {
      Temperstack: [credential],
    });
    const nodes = example.nodes.map((node) =>
      node.name === 'APIContext Trigger'
        ? { ...node, parameters: { ...node.parameters, policy: { raiseAt: 1 } } }
        : node,
    );
    await n8n.activate(await n8n.createWorkflow({ ...example, nodes }));
    const post = async (request: RequestInit) =>
      await (await fetch(n8n.webhookUrl(`${webhookId}/apicontext`), request)).text();
    const becomes = async (state: 'open' | 'closed') =>
      await eventually(
        async () => temperstack.alerts().find((alert) => alert.state === state),
        `an alert that is ${state}`,
      );
    const [failed, passed] = curlsIn(PAGE).map(requestOf);
    if (failed === undefined || passed === undefined) throw new Error('The page has two requests.');

    expect(textOf(PAGE)).toContain(`\`${await post(failed)}\``);
    const { latest } = await becomes('open');
    expect(textOf(PAGE)).toContain(`_${latest.alert_name}_`);
    await post(passed);
    await becomes('closed');
    expect(textOf(PAGE)).toContain(`\`${await post(passed)}\``);
  });
});

import * as n8nWorkflow from 'n8n-workflow';

import { webhookDescription } from '../../../nodes/host/webhook-description.ts';

const node = (parameters: n8nWorkflow.INodeParameters) => ({ parameters });

describe("a trigger's webhook description", () => {
  it('is resolved by n8n without an expression', () => {
    const description = webhookDescription('apicontext');
    expect(n8nWorkflow.webhookDescriptionIsNativelyResolvable(description)).toBe(true);
    const resolved = (responseMode: string) =>
      ['responseMode', 'responseData'].map((field) =>
        n8nWorkflow.resolveWebhookDescriptionField(node({ responseMode }), description, field),
      );
    expect(resolved('onReceived')).toEqual([
      { resolved: true, value: 'onReceived' },
      { resolved: true, value: undefined },
    ]);
    expect(resolved('lastNode')).toEqual([
      { resolved: true, value: 'lastNode' },
      { resolved: true, value: 'noData' },
    ]);
  });

  it.each([[{}], [{ fromParameter: n8nWorkflow.fromParameter }]])(
    'says the same in templates where the n8n is older',
    (resolvers) => {
      expect(webhookDescription('apono', resolvers)).toEqual({
        name: 'default',
        httpMethod: 'POST',
        path: 'apono',
        responseMode: '={{$parameter["responseMode"]}}',
        responseData: '={{$parameter["responseMode"] === "lastNode" ? "noData" : undefined}}',
      });
    },
  );
});

import * as n8nWorkflow from 'n8n-workflow';
import type { INodeParameters, IWebhookDescription } from 'n8n-workflow';

/** What of n8n-workflow resolves a description without an expression; older hosts have none of it. */
export type NativeResolvers = Pick<
  typeof n8nWorkflow,
  'fromFunction' | 'fromParameter' | 'webhookDescriptionFields'
>;

/**
 * A trigger's one webhook; the answer goes out at once, or when the workflow has finished. n8n evaluates the description for
 * each request: with its own resolvers it needs no expression for that, and where they are missing the same stands in templates.
 */
export function webhookDescription(
  path: string,
  resolvers: Partial<NativeResolvers> = n8nWorkflow,
): IWebhookDescription {
  const { fromFunction, fromParameter, webhookDescriptionFields } = resolvers;
  const fields =
    fromFunction === undefined || fromParameter === undefined || webhookDescriptionFields === undefined
      ? {
          responseMode: '={{$parameter["responseMode"]}}',
          responseData: '={{$parameter["responseMode"] === "lastNode" ? "noData" : undefined}}',
        }
      : webhookDescriptionFields({
          responseMode: fromParameter('responseMode'),
          // The last node's data stays inside; its success or failure is told by the status alone. n8n puts the function's
          // source into a template, so that it may use nothing but its argument.
          responseData: fromFunction(({ responseMode }: INodeParameters) =>
            responseMode === 'lastNode' ? 'noData' : undefined,
          ),
        });
  return { name: 'default', httpMethod: 'POST', path, ...fields };
}

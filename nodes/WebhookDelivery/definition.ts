import type { IExecuteFunctions } from 'n8n-workflow';

import { ALERT_BODY_TEMPLATE, type WebhookDefinition } from 'alertbridge/webhook';

import type { DeliveryOptions } from '../host/delivery-options.ts';
import { deliverOptionsIn } from '../host/delivery-options.ts';
import { filledTexts } from '../host/texts.ts';

/** The node's options as a form has them. */
export interface WebhookOptions extends DeliveryOptions {
  allowHttp?: boolean;
  filters?: { rows?: { path: string; values: unknown }[] };
  headers?: { values?: { key: string; value: string }[] };
  missingFields?: NonNullable<WebhookDefinition['missingFields']>;
  responseValidators?: { rows?: { path: string; expected: unknown }[] };
  status?: NonNullable<WebhookDefinition['status']>;
}

/** Whether the body is the alert itself, so that an item must hold one. */
export function isAlertBody(functions: IExecuteFunctions, itemIndex: number): boolean {
  return functions.getNodeParameter('body', itemIndex) === 'alert';
}

/** The definition that a node's fields make; its `auth` lies in a credential. Rows left blank are dropped. */
export function definitionOf(
  functions: IExecuteFunctions,
  itemIndex: number,
): Omit<WebhookDefinition, 'auth'> {
  const text = (name: string) => functions.getNodeParameter(name, itemIndex, '') as string;
  const options = functions.getNodeParameter('options', itemIndex, {}) as WebhookOptions;
  const { status, missingFields, allowHttp } = options;
  return {
    name: text('webhookName'),
    url: text('url'),
    method: functions.getNodeParameter('method', itemIndex) as NonNullable<WebhookDefinition['method']>,
    bodyTemplate: isAlertBody(functions, itemIndex) ? ALERT_BODY_TEMPLATE : templateOf(functions, itemIndex),
    headers: Object.fromEntries(
      (options.headers?.values ?? [])
        .filter(({ key, value }) => key !== '' || value !== '')
        .map(({ key, value }) => [key, value]),
    ),
    filters: (options.filters?.rows ?? [])
      .map(({ path, values }) => ({ path, values: filledTexts(values) }))
      .filter(({ path, values }) => path.trim() !== '' || values.length > 0),
    responseValidators: (options.responseValidators?.rows ?? [])
      .map(({ path, expected }) => ({ path, expected: filledTexts(expected) }))
      .filter(({ path, expected }) => path.trim() !== '' || expected.length > 0),
    ...deliverOptionsIn(options),
    ...(status !== undefined && { status }),
    ...(missingFields !== undefined && { missingFields }),
    ...(allowHttp === true && { allowHttp }),
  };
}

function templateOf(functions: IExecuteFunctions, itemIndex: number): string {
  const template = functions.getNodeParameter('bodyTemplate', itemIndex);
  return typeof template === 'string' ? template : JSON.stringify(template);
}

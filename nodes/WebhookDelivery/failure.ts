import type { IDataObject } from 'n8n-workflow';

import { attemptCountOf } from 'alertbridge';
import { webhookHint, type Invocation } from 'alertbridge/webhook';

/** An invocation that should have been delivered and was not. */
export class NotDelivered extends Error {
  readonly invocation: Invocation;

  constructor(invocation: Invocation) {
    super(invocation.reason ?? 'The webhook was not delivered.');
    this.invocation = invocation;
  }
}

/** What an item that was sent, or was not to be sent, gives. @throws NotDelivered where it should have been and was not. */
export function resultOf(invocation: Invocation): IDataObject {
  const { outcome } = invocation;
  if (outcome === 'failed' || outcome === 'rejected' || outcome === 'unresolved') {
    throw new NotDelivered(invocation);
  }
  return { sent: outcome === 'delivered', ...(invocation as unknown as IDataObject) };
}

/** A headline that says what was not delivered and why, and under it what a person can do. */
export function whyNotDelivered(invocation: Invocation): { message: string; description: string } {
  const { name, test, response, delivery } = invocation;
  const what = test ? `Test of the webhook "${name}" failed` : `Webhook "${name}" not delivered`;
  const count = delivery === null ? 0 : attemptCountOf(delivery);
  const body = response?.body ?? null;
  return {
    message: `${what}: ${reasonOf(invocation)}`,
    description: [
      invocation.outcome === 'unresolved'
        ? 'Correct the body template, or set the option Missing Fields to Send Null.'
        : webhookHint({ status: response?.status ?? null }),
      count > 1 ? `It was tried ${count} times.` : '',
      body === null ? '' : `Its answer: ${typeof body === 'string' ? body : JSON.stringify(body)}`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  };
}

function reasonOf({ outcome, reason, response, delivery }: Invocation): string {
  if (outcome !== 'failed') return reason ?? 'its response was rejected';
  if (response === null) {
    const last = delivery?.attempts.at(-1);
    return last !== undefined && 'error' in last
      ? `it was not reached (${last.error})`
      : (reason ?? 'it was not reached');
  }
  const { status } = response;
  return `${reasonFor(status)} (${status})`;
}

function reasonFor(status: number): string {
  if (status === 401 || status === 403) return 'it rejected the authentication';
  if (status === 404 || status === 410) return 'there is no webhook at its URL';
  if (status === 429) return 'it limits how much it takes';
  if (status >= 300 && status < 400) return 'it is redirected elsewhere';
  return status < 500 ? 'it refused the request' : 'it failed';
}

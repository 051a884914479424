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

/** What was not done, as the beginning of a headline. @param name What the webhook is called, where that is known. */
export function whatFailed({ test, name }: { test: boolean; name?: string }): string {
  const called = name === undefined ? '' : ` "${name}"`;
  return test ? `Test of the webhook${called} failed` : `Webhook${called} not delivered`;
}

/** A headline that says what was not delivered and why, and under it what a person can do. */
export function whyNotDelivered(invocation: Invocation): { message: string; description: string } {
  const { response, delivery } = invocation;
  const count = delivery === null ? 0 : attemptCountOf(delivery);
  const body = response?.body ?? null;
  return {
    message: `${whatFailed(invocation)}: ${reasonOf(invocation)}`,
    description: [
      hintFor(invocation),
      count > 1 ? `It was tried ${count} times.` : '',
      body === null ? '' : `Its answer: ${typeof body === 'string' ? body : JSON.stringify(body)}`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  };
}

function hintFor({ outcome, test, response }: Invocation): string {
  if (outcome !== 'unresolved') return webhookHint({ status: response?.status ?? null });
  return test
    ? 'Correct the body template. The sample was sent all the same, without these fields.'
    : 'Nothing was sent. Correct the body template, or set the option Missing Fields to Send Null.';
}

function reasonOf({ outcome, reason, response, delivery, unresolved }: Invocation): string {
  if (outcome === 'unresolved')
    return `the item has no ${unresolved.join(', ')}, which the body template asks for`;
  if (outcome !== 'failed') return asEnd(reason ?? 'Its response was rejected.');
  if (response === null) {
    const last = delivery?.attempts.at(-1);
    return last !== undefined && 'error' in last
      ? `it was not reached (${last.error})`
      : asEnd(reason ?? 'It was not reached.');
  }
  const { status } = response;
  return `${reasonFor(status)} (${status})`;
}

/** A sentence as the end of a headline. */
function asEnd(sentence: string): string {
  return sentence.replace(/^The\b|^Its?\b/, (word) => word.toLowerCase()).replace(/\.$/, '');
}

function reasonFor(status: number): string {
  if (status === 401 || status === 403) return 'it rejected the authentication';
  if (status === 404 || status === 410) return 'there is no webhook at its URL';
  if (status === 429) return 'it limits how much it accepts';
  if (status >= 300 && status < 400) return 'it redirects somewhere else';
  return status < 500 ? 'it refused the request' : 'it failed';
}

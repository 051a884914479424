import type { AccessRequestEvent } from './access-request.ts';
import type { AuditEvent } from './audit.ts';
import type { IntegrationEvent, Issue, Status } from './integration.ts';
import type { RequestStage } from './kinds.ts';

const ISSUES: Record<Status, Issue[]> = {
  Error: [
    { status: 'Error', message: 'The connector cannot assume the role arn:aws:iam::123456789012:role/apono' },
    { status: 'Warning', message: 'The permissions of 3 resources could not be read' },
  ],
  Warning: [{ status: 'Warning', message: 'The permissions of 3 resources could not be read' }],
  Active: [],
};

/** An integration's event with every documented field, as Apono would send it: the mock event of a test, and for trying things out. */
export function sample(
  status: Status = 'Error',
  overrides: Partial<IntegrationEvent['data']> = {},
): IntegrationEvent {
  return {
    event_type: 'integration_status_changed',
    event_time: 1_773_454_269.412,
    data: {
      id: '3f0c7a52-5b1e-4a86-9d1c-2f6f0f6c9b11',
      name: 'AWS Production',
      type: 'aws-account',
      status,
      issues: ISSUES[status],
      ...overrides,
    },
  };
}

/**
 * The body template that Apono documents, as JSON text.
 *
 * @see https://docs.apono.io/docs/webhook-integrations/integration-webhook
 */
export const BODY_TEMPLATE = JSON.stringify(
  {
    event_type: '{{event_type}}',
    event_time: '{{event_time}}',
    data: {
      id: '{{data.id}}',
      name: '{{data.name}}',
      type: '{{data.type}}',
      status: '{{data.status}}',
      issues: [{ status: '{{data.issues.status}}', message: '{{data.issues.message}}' }],
    },
  },
  null,
  2,
);

/** An access request's event as Apono would send it. */
export function sampleAccessRequest(
  stage: RequestStage = 'Failed',
  overrides: Partial<AccessRequestEvent['data']> = {},
): AccessRequestEvent {
  return {
    event_type: `AccessRequest${stage}`,
    event_time: 1_773_454_269.412,
    data: {
      id: 'request-1',
      friendly_id: 'AR-123',
      requester: { id: 'user-1', name: 'Ada Day', email: 'ada@example.com' },
      justification: 'Orders are failing',
      creation_date: 1_773_454_200,
      revocation_date: 1_773_457_800,
      access_flow: { id: 'flow-1', name: 'Production at night' },
      access_bundle: { id: 'bundle-1', name: 'On call' },
      access_groups: [
        {
          integration: { id: 'integration-1', type: 'postgresql', name: 'Orders' },
          access_units: [
            { resource: { id: 'db-1', name: 'orders' }, permission: { id: 'rw', name: 'ReadWrite' } },
          ],
        },
      ],
      approvals: [{ name: 'Owner', status: 'Approved', approver: { id: 'user-2', name: 'Bo Night' } }],
      ...overrides,
    },
  };
}

/** An entry of the audit log as Apono would send it. */
export function sampleAudit(action = 'delete', overrides: Partial<AuditEvent['data']> = {}): AuditEvent {
  return {
    event_type: 'audit',
    event_time: '2026-03-14T02:11:09Z',
    data: {
      timestamp: '2026-03-14T02:11:09Z',
      action,
      actor_id: 'ada@example.com',
      actor_name: 'Ada Day',
      actor_type: 'user',
      source: 'web application',
      target_id: 'flow-1',
      target_type: 'access flow',
      target_name: 'Production at night',
      metadata: {},
      ...overrides,
    },
  };
}

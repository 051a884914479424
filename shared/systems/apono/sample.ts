import type { AponoEvent, AponoIssue, AponoStatus } from './schema.ts';

const ISSUES: Record<AponoStatus, AponoIssue[]> = {
  Error: [
    { status: 'Error', message: 'The connector cannot assume the role arn:aws:iam::123456789012:role/apono' },
    { status: 'Warning', message: 'The permissions of 3 resources could not be read' },
  ],
  Warning: [{ status: 'Warning', message: 'The permissions of 3 resources could not be read' }],
  Active: [],
};

/** An event with every documented field, as Apono would send it: the mock event of a test, and for trying things out. */
export function sampleAponoEvent(
  status: AponoStatus = 'Error',
  overrides: Partial<AponoEvent['data']> = {},
): AponoEvent {
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
 * Source: Apono's documentation, "Integration Webhook", field "Body Template".
 */
export const APONO_BODY_TEMPLATE = JSON.stringify(
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

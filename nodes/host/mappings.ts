import type { INodeProperties } from 'n8n-workflow';

// By name where n8n's lint wants a name: a name taken out of the whole door would bring all that is behind it.
import { DEFAULT_SCOPE } from 'alertbridge/apicontext';
import * as apicontext from 'alertbridge/apicontext';
import { DEFAULT_AUDIT_PRIORITY } from 'alertbridge/apono';
import * as apono from 'alertbridge/apono';
import * as github from 'alertbridge/github';

import { mappingProperty, PRIORITIES, priorityFor, statusFor } from './mapping-property.ts';
import { texts } from './texts.ts';

const scope: INodeProperties = {
  displayName: 'Scope',
  name: 'scope',
  type: 'options',
  options: [
    { name: 'Call', value: 'call', description: 'One alert for each call, wherever it is seen to fail' },
    {
      name: 'Call and Location',
      value: 'call-and-location',
      description: 'One alert for each call and location',
    },
    { name: 'Workflow', value: 'workflow', description: 'One alert for each APIContext workflow' },
  ],
  default: DEFAULT_SCOPE,
  description: 'What one alert stands for. It closes when no location that saw the failure sees it any more.',
};

/** @param tracks Whether something remembers who sees an alert; without that an alert must have one reporter. */
export const apicontextMapping = ({ tracks }: { tracks: boolean }): INodeProperties =>
  mappingProperty({ placeholder: 'call_meta.name', resourceType: apicontext.DEFAULT_RESOURCE_TYPE }, [
    priorityFor('Result Class', apicontext.DEFAULT_PRIORITY_FOR),
    statusFor('Result Class', apicontext.DEFAULT_STATUS_FOR),
    ...(tracks ? [scope] : []),
  ]);

export const aponoMapping = (): INodeProperties =>
  mappingProperty({ placeholder: 'data.name', resourceType: apono.DEFAULT_RESOURCE_TYPE }, [
    {
      displayName: 'Audit Actions',
      name: 'auditActions',
      ...texts,
      placeholder: 'e.g. delete',
      description:
        'Which audit log actions make an alert; * means all. Each entry is an alert of its own, which nothing closes.',
    },
    {
      displayName: 'Audit Priority',
      name: 'auditPriority',
      type: 'options',
      options: PRIORITIES,
      default: DEFAULT_AUDIT_PRIORITY,
      description: 'How urgent an alert from the audit log is',
    },
    priorityFor('Request Stage', apono.DEFAULT_REQUEST_PRIORITY_FOR, 'requestPriorityFor'),
    priorityFor('Status', apono.DEFAULT_PRIORITY_FOR),
    statusFor('Request Stage', apono.DEFAULT_REQUEST_STATUS_FOR, 'requestStatusFor'),
    statusFor('Status', apono.DEFAULT_STATUS_FOR),
  ]);

export const cloudflareMapping = (): INodeProperties =>
  mappingProperty({ placeholder: 'policy_name', resourceType: '' }, [
    {
      displayName: 'Priority',
      name: 'priority',
      type: 'options',
      options: PRIORITIES,
      default: 'Critical',
      description:
        'How urgent every Alarm is. Without this option, anything down or under attack is Critical, and everything else Medium.',
    },
  ]);

export const githubMapping = (): INodeProperties =>
  mappingProperty({ placeholder: 'repository.full_name', resourceType: github.DEFAULT_RESOURCE_TYPE }, [
    {
      displayName: 'Forks',
      name: 'forks',
      type: 'options',
      options: [
        { name: 'Alert', value: 'alert', description: 'Runs of forks have alerts of their own' },
        { name: 'Ignore', value: 'ignore', description: 'Runs of forks make no alert' },
      ],
      default: 'ignore',
      description: "What runs of forks do. They never touch the repository's own alert.",
    },
    priorityFor(
      'Conclusion',
      Object.fromEntries(
        Object.entries(github.DEFAULT_STATUS_FOR)
          .filter(([, status]) => status === 'Alarm')
          .map(([conclusion]) => [conclusion, github.DEFAULT_PRIORITY]),
      ),
    ),
    statusFor('Conclusion', github.DEFAULT_STATUS_FOR),
  ]);

/** The common options alone, where it is not known which system an event is from. */
export const anyMapping = (): INodeProperties =>
  mappingProperty({ placeholder: 'path.to.field', resourceType: '' });

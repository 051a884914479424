import { labelled, lineOf } from '../../text.ts';
import { timeOf } from '../../time.ts';
import type { AccessRequestEvent } from './access-request.ts';
import type { AuditEvent } from './audit.ts';
import type { IntegrationEvent } from './integration.ts';
import { stageOf } from './kinds.ts';

/** More of them would only hide the first. */
const MAX_LISTED = 20;

/** What a person needs: the status, each issue, the integration, the time. */
export function descriptionOfIntegration(event: IntegrationEvent): string {
  const { id, name, type, status, issues } = event.data;
  const said = issues.filter(saysAnything);
  return lines([
    `${status}: integration ${lineOf(name ?? '', 250) || id}`,
    ...listed(said, said.slice(0, MAX_LISTED).map(issueLine)),
    labelled('Type', [type]),
    labelled('Id', [id]),
    labelled('Time', [shownTime(event.event_time)]),
    labelled('Event', [event.event_type]),
  ]);
}

type Issue = IntegrationEvent['data']['issues'][number];

function saysAnything({ status, message }: Issue): boolean {
  return [status, message].some((text) => lineOf(text ?? '', MAX_LOOK) !== '');
}

/** So much of a text shows whether it says anything. */
const MAX_LOOK = 16;

function issueLine({ status, message }: Issue): string {
  return joined([status, message], ': ');
}

/** Who wants access to what, why, until when, and who has said what to it. */
export function descriptionOfRequest(event: AccessRequestEvent): string {
  const { data } = event;
  const { id, friendly_id, requester, justification, access_flow, access_bundle, approvals } = data;
  const access = accessLines(data.access_groups);
  return lines([
    `${stageOf(event)}: access request ${lineOf(friendly_id ?? '', 250) || id}`,
    labelled('Requester', [requester?.name, requester?.email]),
    labelled('Justification', [justification]),
    ...listed(access, access.slice(0, MAX_LISTED)),
    labelled('Access flow', [access_flow?.name ?? access_flow?.id]),
    labelled('Bundle', [access_bundle?.name ?? access_bundle?.id]),
    labelled(
      'Approvals',
      (approvals ?? [])
        .slice(0, MAX_LISTED)
        .map(({ name, status, approver }) => joined([approver?.name ?? name, status], ': ')),
    ),
    labelled('Created', [shownTime(data.creation_date)]),
    labelled('Until', [shownTime(data.revocation_date)]),
    labelled('Id', [id]),
    labelled('Time', [shownTime(event.event_time)]),
  ]);
}

function accessLines(groups: AccessRequestEvent['data']['access_groups']): string[] {
  return (groups ?? []).flatMap(({ integration, access_units }) => {
    const where = joined(
      [integration?.name ?? integration?.id, integration?.type && `(${integration.type})`],
      ' ',
    );
    const units = (access_units ?? []).map(({ resource, permission }) =>
      joined([where, joined([resource?.name ?? resource?.id, permission?.name], ', ')], ': '),
    );
    return (units.length > 0 ? units : [where]).filter((line) => line !== '');
  });
}

/** Who did what to what, from where and when. */
export function descriptionOfAudit({ event_time, data }: AuditEvent): string {
  const { action, actor_id, actor_name, actor_type, target_id, target_type, target_name } = data;
  return lines([
    labelled('Action', [action]),
    labelled('Target', [target_type, target_name, target_id]),
    labelled('By', [actor_name, actor_id, actor_type]),
    labelled('From', [data.source]),
    labelled('Time', [shownTime(data.timestamp ?? event_time)]),
  ]);
}

function listed(all: readonly unknown[], first: readonly string[]): string[] {
  const more = all.length - MAX_LISTED;
  return [...first.map((line) => `- ${line}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

function joined(texts: (string | null | undefined)[], separator: string): string {
  return texts
    .map((text) => lineOf(text ?? '', 1_000))
    .filter((text) => text !== '')
    .join(separator);
}

function lines(of: readonly (string | undefined)[]): string {
  return of.filter((line) => line !== undefined && line !== '').join('\n');
}

/** As a date; what cannot be read as one is shown as it is. */
function shownTime(time: IntegrationEvent['event_time']): string | undefined {
  const ms = timeOf(time);
  if (ms !== undefined) return new Date(ms).toISOString();
  return time === undefined || time === null ? undefined : String(time);
}

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { reportsFrom, UNTRACKED_MAPPINGS, type Report, type Source } from 'alertbridge';
import { apicontext } from 'alertbridge/apicontext';
import { apono } from 'alertbridge/apono';
import { cloudflare } from 'alertbridge/cloudflare';
import { github } from 'alertbridge/github';

import { operationNamed } from '../host/each-item.ts';
import { recognised } from '../host/errors.ts';
import { mappingIn } from '../host/mapping-property.ts';

/** What is made of an event: the items that a trigger would give, or why there are none. */
export type Made = { items: IDataObject[] } | { ignored: string };

/** Among which sources an event is looked for, by the node's choice. */
const SOURCES_FOR: Readonly<Record<string, readonly Source[]>> = {
  detect: [apicontext, apono, cloudflare, github],
  apicontext: [apicontext],
  apono: [apono],
  cloudflare: [cloudflare],
  github: [github],
};

/**
 * Makes the alerts of the event that an item holds. Nothing is remembered here, so that each alert has one reporter.
 *
 * @throws InvalidInputError where it holds none of the source, or one that is faulty.
 */
export function makeAlerts(functions: IExecuteFunctions, itemIndex: number): Made {
  const input = functions.getInputData()[itemIndex]?.json ?? {};
  const choice = functions.getNodeParameter('source', itemIndex) as string;
  const sources = operationNamed(SOURCES_FOR, choice);
  const own = mappingIn(functions.getNodeParameter('mapping', itemIndex, {}) as IDataObject);
  const untracked: Readonly<Record<string, object | undefined>> = { ...UNTRACKED_MAPPINGS };
  const mappings = Object.fromEntries(sources.map(({ name }) => [name, { ...untracked[name], ...own }]));
  const titles = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
    sources.map(({ title }) => title),
  );
  const { event, reports, ignored } = recognised(
    `the item is not an event of ${titles}`,
    'Connect the node that receives the event. The event can be the item itself or its body.',
    () => reportsFrom(input, mappings, sources),
  );
  if (ignored !== undefined) return { ignored };
  return { items: reports.map((report) => itemOf(report, event)) };
}

/** An item as a trigger gives it where nothing is known of the alert. */
function itemOf({ alert, at }: Report, event: unknown): IDataObject {
  const change = alert.status === 'Alarm' ? 'open' : 'resolve';
  return { alert, change, ...(at !== undefined && { at }), event: event as IDataObject };
}

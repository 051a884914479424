import type { IWebhookFunctions } from 'n8n-workflow';

import type { ApiContextResult } from '../../shared/systems/apicontext/schema.ts';
import {
  mergedSightings,
  sightingsWith,
  type Sighting,
  type Sightings,
} from '../../shared/systems/apicontext/sightings.ts';

/**
 * What this process remembers for each trigger. n8n loads a workflow's static data for each request and saves it after
 * the request where it has changed, so requests that overlap overwrite each other's; those that one process receives find
 * here what the database lost.
 */
const REMEMBERED = new Map<string, Sightings>();

/**
 * What else is seen to fail of the call or workflow of a result, remembered in the workflow's static data, so across
 * restarts and in every process that receives webhooks. (Workers of n8n's queue mode do not get static data, so the nodes
 * after the trigger cannot remember it themselves.)
 */
export function rememberedAlsoFailing(context: IWebhookFunctions, result: ApiContextResult): Sighting[] {
  const trigger = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
  const stored = context.getWorkflowStaticData('node') as { sightings?: Sightings };
  const known = mergedSightings(REMEMBERED.get(trigger) ?? {}, stored.sightings ?? {});
  const { sightings, changed, alsoFailing } = sightingsWith(known, result, Date.now());
  REMEMBERED.set(trigger, sightings);
  if (changed) stored.sightings = sightings;
  return alsoFailing;
}

import {
  NodeOperationError,
  type IHookFunctions,
  type INodeProperties,
  type IWebhookFunctions,
} from 'n8n-workflow';

import { ConfigurationError, type Source } from 'alertbridge';
import { isKnown, parsePolicy, track, type Policy } from 'alertbridge/track';
import { parseIpAllowList, type ReceivingTracker } from 'alertbridge/receive';

import { filterIn } from './filters-property.ts';
import { mappingIn } from './mapping-property.ts';
import { policyIn, type Emit, type PolicyFields } from './policy-properties.ts';
import type { ReceivingParameters } from './receive-properties.ts';
import type { Trigger } from './receive.ts';
import { forgetAll, remember, rememberedBy } from './remembered.ts';

export const forgetStateProperty: INodeProperties = {
  displayName: 'Forget State',
  name: 'forgetState',
  type: 'boolean',
  default: false,
  description:
    'Whether to forget, each time the workflow is published, which alarms are open and who sees them. Turn it on, publish, then turn it off and publish again.',
};

/** How a trigger's requests are received, by its fields: what all triggers of ours have in common. */
export function triggerOf(context: IWebhookFunctions, source: Source): Trigger {
  const { filter, mapping, policy, emit } = settingsOf(context);
  return { source, filter, mapping, emit, tracker: trackerOf(context, policy) };
}

/** What decides what a report changes: the library's tracker, with what this process and n8n remember of the trigger. */
function trackerOf(context: IWebhookFunctions, policy: Policy): ReceivingTracker {
  return {
    track(report) {
      const tracked = track(rememberedBy(context), report, policy, Date.now());
      remember(context, tracked.state, policy);
      return tracked;
    },
    isKnown: (alertId) => isKnown(rememberedBy(context), alertId),
  };
}

interface Settings {
  filter: Record<string, unknown>;
  mapping: Record<string, unknown>;
  policy: Policy;
  emit: Emit;
}

function settingsOf(context: IHookFunctions | IWebhookFunctions): Settings {
  const fields = (name: string) => context.getNodeParameter(name, {}) as Record<string, unknown>;
  return {
    filter: filterIn(fields('filters')),
    mapping: mappingIn(fields('mapping')),
    policy: parsePolicy({
      ...policyIn(fields('policy') as PolicyFields),
      // A sender that was answered 500 tries again, and its first try may have been lost.
      ...(context.getNodeParameter('responseMode', 'onReceived') === 'lastNode' && { duplicates: 'repeat' }),
    }),
    emit: context.getNodeParameter('emit', 'changes') as Emit,
  };
}

interface WebhookMethods {
  checkExists: (this: IHookFunctions) => Promise<boolean>;
  create: (this: IHookFunctions) => Promise<boolean>;
  delete: (this: IHookFunctions) => Promise<boolean>;
}

/** What a trigger whose sender is set up by hand does when its workflow is published and unpublished: nothing there. */
const BY_HAND: WebhookMethods = {
  checkExists: async () => true,
  create: async () => true,
  delete: async () => true,
};

/** What a trigger does when its workflow is published and unpublished: it checks its settings before anything else. */
export function webhookMethodsOf(source: Source, methods: WebhookMethods = BY_HAND): WebhookMethods {
  return {
    ...methods,
    async checkExists(this: IHookFunctions) {
      prepareTrigger(this, source);
      return await methods.checkExists.call(this);
    },
  };
}

/**
 * Called when a workflow is published: refuses settings that cannot work, and forgets all state where the node is told to.
 *
 * @throws NodeOperationError naming what is wrong.
 */
function prepareTrigger(context: IHookFunctions, source: Source): void {
  const { forgetState = false, ipAllowList = '' } = context.getNodeParameter('options', {}) as {
    forgetState?: boolean;
  } & ReceivingParameters;
  try {
    const { filter, mapping } = settingsOf(context);
    checkSetting('Filters', source.filterSchema, filter);
    checkSetting('Mapping', source.mappingSchema, mapping);
    parseIpAllowList(ipAllowList);
  } catch (error) {
    throw new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
  }
  const isPublished = ['activate', 'create', 'update'].includes(context.getActivationMode());
  if (forgetState && isPublished) forgetAll(context, Date.now());
}

function checkSetting(title: string, schema: Source['filterSchema'], setting: unknown): void {
  const parsed = schema.safeParse(setting);
  if (parsed.success) return;
  const faults = parsed.error.issues.map(({ path, message }) =>
    [path.map(String).join('.'), message].filter((part) => part !== '').join(': '),
  );
  throw new ConfigurationError(`${title}: ${faults.join('; ')}`);
}

import type { INodePropertyOptions } from 'n8n-workflow';

import { sample as sampleResult, toReports as reportsOfResult } from 'alertbridge/apicontext';
import { sample as sampleAponoEvent, toReports as reportsOfAponoEvent } from 'alertbridge/apono';
import { sample as sampleNotification, toReports as reportsOfNotification } from 'alertbridge/cloudflare';

/** An item as a trigger of Alertbridge gives it. */
export interface SampleItem {
  alert: object;
  change: 'open';
  event: object;
}

/** Made-up items of the systems that there are triggers for, by the names that the form has for them. */
const SAMPLES: Readonly<Record<string, { title: string; make: () => SampleItem }>> = {
  apicontext: {
    title: 'APIContext: A Call Is Failing',
    make: () => {
      const event = sampleResult('FAIL');
      return itemOf(event, reportsOfResult(event));
    },
  },
  apono: {
    title: 'Apono: An Integration Is in Error',
    make: () => {
      const event = sampleAponoEvent();
      return itemOf(event, reportsOfAponoEvent(event));
    },
  },
  cloudflare: {
    title: 'Cloudflare: An Attack Begins',
    make: () => {
      const event = sampleNotification();
      return itemOf(event, reportsOfNotification(event));
    },
  },
};

export const SAMPLE_OPTIONS: INodePropertyOptions[] = [
  { name: 'Input Item', value: 'item', description: 'The first input item' },
  ...Object.entries(SAMPLES).map(([value, { title }]) => ({ name: title, value })),
];

/** A made-up item of a system. @throws Error where there is none of that name. */
export function sampleItem(name: string): SampleItem {
  const sample = Object.hasOwn(SAMPLES, name) ? SAMPLES[name] : undefined;
  if (sample === undefined) throw new Error(`There is no sample "${name}".`);
  return sample.make();
}

function itemOf(event: object, [report]: readonly { alert: object }[]): SampleItem {
  return { alert: report?.alert ?? {}, change: 'open', event };
}

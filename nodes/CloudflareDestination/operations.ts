import type { DestinationInput, Destinations, WebhookDestination } from 'alertbridge/cloudflare';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** An update that Cloudflare took, but for the one thing that decides where notifications go. */
export class UrlNotApplied extends Error {
  readonly description =
    'Cloudflare still posts to the old URL; the name and the secret are the new ones. Turn on the option Replace If Cloudflare Keeps the Old URL, or use Ensure: both create a new destination with another ID, which you must then choose in your notification policies.';
  readonly details: IDataObject;

  constructor(name: string, details: IDataObject) {
    super(`Cloudflare kept the old URL of the destination "${name}"`);
    this.details = details;
  }
}

/** What one item of an operation gives: an item for each thing in it. */
type Run = (destinations: Destinations, functions: IExecuteFunctions, itemIndex: number) => Promise<object[]>;

export const RUN_OPERATION: Record<string, Run> = {
  create: async (destinations, functions, itemIndex) => {
    const { id } = await destinations.create(wantedBy(functions, itemIndex));
    return [{ id, action: 'created' }];
  },
  delete: async (destinations, functions, itemIndex) => {
    const id = idFor(functions, itemIndex);
    await destinations.delete(id);
    return [{ id, action: 'deleted' }];
  },
  ensure: async (destinations, functions, itemIndex) => [
    await destinations.ensure(wantedBy(functions, itemIndex)),
  ],
  get: async (destinations, functions, itemIndex) => {
    const destination = await destinations.get(idFor(functions, itemIndex));
    return [shown(destination, functions, itemIndex)];
  },
  getAll: async (destinations, functions, itemIndex) => {
    const all = await destinations.list();
    const some = functions.getNodeParameter('returnAll', itemIndex)
      ? all
      : all.slice(0, functions.getNodeParameter('limit', itemIndex));
    return some.map((destination) => shown(destination, functions, itemIndex));
  },
  update: async (destinations, functions, itemIndex) => {
    const { replaceIfUrlUnchanged } = functions.getNodeParameter('options', itemIndex, {}) as {
      replaceIfUrlUnchanged?: boolean;
    };
    const wanted = wantedBy(functions, itemIndex);
    const updated = await destinations.update(idFor(functions, itemIndex), wanted, { replaceIfUrlUnchanged });
    // Whoever sees a green tick believes that Cloudflare posts to the new URL.
    if (!updated.urlApplied) throw new UrlNotApplied(wanted.name, { ...updated });
    return [updated];
  },
};

function idFor(functions: IExecuteFunctions, itemIndex: number): string {
  return functions.getNodeParameter('destination', itemIndex, '', { extractValue: true }) as string;
}

function wantedBy(functions: IExecuteFunctions, itemIndex: number): DestinationInput {
  const text = (name: string) => functions.getNodeParameter(name, itemIndex) as string;
  return { name: text('name'), url: text('url'), secret: text('secret') };
}

function shown(
  destination: WebhookDestination,
  functions: IExecuteFunctions,
  itemIndex: number,
): IDataObject {
  if (!functions.getNodeParameter('simplify', itemIndex)) return destination as IDataObject;
  const { id, name, url, type, last_success, last_failure } = destination;
  return { id, name, url, type, last_success, last_failure } as IDataObject;
}

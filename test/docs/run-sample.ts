/**
 * Runs one sample of a document, in a process of its own: `node run-sample.ts FILE`. What the document assumes is global
 * (`declare const url: string` in its comment finds it), and the hosts that samples name lead to stand-ins.
 */
import { registerHooks } from 'node:module';
import { Server, type AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';

/** What the test hands over. */
export interface Given {
  /** By the names that the documents declare. */
  values: Record<string, unknown>;
  /** Origins in the samples, and those of the stand-ins in their place. */
  origins: Record<string, string>;
}

// A server gets a free port, whatever the sample says.
const listen = Reflect.get(Server.prototype, 'listen') as (this: Server, ...args: unknown[]) => Server;
Server.prototype.listen = function (this: Server, _port: unknown, ...rest: unknown[]) {
  this.once('listening', () => console.log(`port ${(this.address() as AddressInfo).port}`));
  return listen.call(this, 0, ...rest);
};

const { values, origins } = JSON.parse(process.env['GIVEN'] ?? '') as Given;
const saved: string[] = [];
Object.assign(globalThis, values, {
  loadText: () => Promise.resolve(saved.at(-1)),
  saveText: (text: string) => {
    saved.push(text);
    return Promise.resolve();
  },
});

const REROUTED = new URL('./rerouted-runtime.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'alertbridge/node' && context.parentURL !== REROUTED
      ? { url: REROUTED, shortCircuit: true }
      : next(specifier, context),
});
process.env['ORIGINS'] = JSON.stringify(origins);

const sample = (await import(pathToFileURL(process.argv[2] ?? '').href)) as {
  default?: { fetch?: (request: Request) => Promise<Response> };
};
if (sample.default?.fetch !== undefined) {
  const request = new Request('https://worker.example/', {
    method: 'POST',
    headers: { 'X-Alertbridge-Key': String((values['env'] as Record<string, string>)['KEY']) },
    body: JSON.stringify(values['body']),
  });
  const response = await sample.default.fetch(request);
  console.log(`answered ${response.status}`);
}

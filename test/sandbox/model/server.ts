import { randomUUID } from 'node:crypto';

import type { Answer } from '../http-server.ts';
import { jsonOf, startStandIn, type StandIn } from '../stand-in.ts';

/** A tool as a model is told of it. */
export interface ToolOffer {
  name: string;
  description: string;
  /** The fields that the model is to fill in, as JSON Schema. */
  parameters: { properties?: Record<string, { description?: string }> };
}

export interface StandInModel extends StandIn {
  /** What an OpenAI credential's base URL is to be. */
  baseUrl: string;
  /** The tools that the last request offered. */
  offered: readonly ToolOffer[];
}

interface ChatRequest {
  model?: string;
  messages?: { role: string; content: unknown }[];
  tools?: { function: ToolOffer }[];
}

/**
 * A stand-in for a language model behind OpenAI's chat completions. It knows nothing but what it is told: it chooses a tool
 * by the words of its description, fills its fields in by theirs, and calls it once; when it is told what came of that, it
 * says so.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export async function startModel(): Promise<StandInModel> {
  const server = await startStandIn(
    ({ method, path, body }): Answer => {
      if (`${method} ${path}` !== 'POST /v1/chat/completions') {
        return { status: 404, body: { error: { message: `no ${path} here` } } };
      }
      const request = (jsonOf(body) ?? {}) as ChatRequest;
      model.offered = (request.tools ?? []).map((tool) => tool.function);
      return { body: completionOf(request, model.offered) };
    },
    { isFaulty: ({ path }) => path.startsWith('/v1/') },
  );
  const model: StandInModel = { ...server, baseUrl: `${server.url}/v1`, offered: [] };
  return model;
}

function completionOf({ model = 'stand-in', messages = [] }: ChatRequest, tools: readonly ToolOffer[]) {
  const last = messages.at(-1);
  const said = textOf(last?.content);
  const tool = last?.role === 'user' ? toolFor(said, tools) : undefined;
  const message =
    tool === undefined
      ? { role: 'assistant', content: `Done. The tool said: ${said}` }
      : { role: 'assistant', content: null, tool_calls: [callOf(tool, said)] };
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model,
    choices: [{ index: 0, message, finish_reason: tool === undefined ? 'stop' : 'tool_calls' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

/** Good news is for the tool that is there to close something, bad news for the one that is there to open something. */
function toolFor(said: string, tools: readonly ToolOffer[]): ToolOffer | undefined {
  const wanted = /works again|recovered/i.test(said) ? /^(?:resolve|close)/i : /^(?:raise|open)/i;
  return tools.find(({ description }) => wanted.test(description));
}

function callOf({ name, parameters }: ToolOffer, said: string): object {
  const [thing = 'thing'] = said.toLowerCase().split(' ');
  const fields = Object.entries(parameters.properties ?? {}).map(([field, { description = '' }]) => {
    const words = `${field} ${description}`.toLowerCase();
    if (/\bid\b|_id/.test(words)) return [field, thing];
    return [field, words.includes('few words') ? said.slice(0, 60) : said];
  });
  const args = JSON.stringify(Object.fromEntries(fields));
  return { id: `call_${randomUUID()}`, type: 'function', function: { name, arguments: args } };
}

/** A message's text, which can come in parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('');
}

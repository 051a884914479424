import type { Answer } from '../http-server.ts';
import { jsonOf, startStandIn, type StandIn, type StandInRequest } from '../stand-in.ts';

export interface TargetOptions {
  /** The first port to try. Without it the system picks one. */
  port?: number | undefined;
  /** Whether a request shows what it must; the others are answered 401. Default: every request does. */
  isAllowed?: (request: StandInRequest) => boolean;
}

/** A system that takes webhooks, listening on loopback. */
export interface Target extends StandIn {
  /** What it answers a request that it lets in; may be changed. At first 200 with `{ "status": "ok" }`. */
  answer: Answer | ((request: StandInRequest) => Answer | Promise<Answer>);
  /** The bodies of the requests that it let in, parsed where they are JSON, oldest first. */
  taken: unknown[];
}

/** A stand-in for any system that takes webhooks and checks who sends them. */
export async function startTarget({ port, isAllowed = () => true }: TargetOptions = {}): Promise<Target> {
  const taken: unknown[] = [];
  const server = await startStandIn(
    (request) => {
      if (!isAllowed(request)) return { status: 401, body: { error: 'who are you?' } };
      taken.push(jsonOf(request.body) ?? request.body);
      return typeof target.answer === 'function' ? target.answer(request) : target.answer;
    },
    { port, isFaulty: () => true },
  );
  const target: Target = { ...server, taken, answer: { body: { status: 'ok' } } };
  return target;
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerTokenOf({ headers }: StandInRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
}

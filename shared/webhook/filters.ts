import { notOneOf } from '../filter.ts';
import { read } from '../input.ts';
import { valuesAt } from '../path.ts';
import { textOf } from '../text-template.ts';
import type { ParsedWebhookDefinition } from './definition.ts';

/** Status and Type are words of a system, which writes them as it likes; names and ids mean what they say. */
const WITHOUT_REGARD_TO_CASE = /(?:^|\.)(?:status|type)$/i;

/** Why a webhook's filters do not let an event through; `undefined` where they do. */
export function whyFiltered(event: unknown, filters: ParsedWebhookDefinition['filters']): string | undefined {
  for (const { path, values } of filters) {
    const found = read('event', () => valuesAt(event, path)).map((value) =>
      value === null ? 'null' : textOf(value),
    );
    const reason = WITHOUT_REGARD_TO_CASE.test(path)
      ? notOneOf(path, found, values)
      : notOneOf(path, found, values, isIncluded);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function isIncluded(wanted: readonly string[], value: string): boolean {
  return wanted.includes(value);
}

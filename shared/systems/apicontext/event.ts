import { parseEvent } from '../../event.ts';
import { read } from '../../input.ts';
import { hasShape, type Shape } from '../../source.ts';
import { schemaOfConformance, type ConformanceResult } from './conformance.ts';
import { schemaOfResults, type ApiContextResult, type ResultClass } from './result.ts';

/** What APIContext sends: the result of an API call, or of a conformance check. */
export type ApiContextEvent = ApiContextResult | ConformanceResult;

const CONFORMANCE: Shape = {
  title: 'an APIContext conformance result',
  fields: ['severityNumber', 'attributes.category', 'attributes.check_name', 'attributes.call_id'],
};

export const SHAPES: readonly Shape[] = [
  { title: 'an APIContext result', fields: ['call_id', 'result_id', 'result_class'] },
  CONFORMANCE,
];

/** Whether an input has all the fields that one of APIContext's events is known by; it may be faulty elsewhere. */
export function recognises(input: unknown): boolean {
  return SHAPES.some((shape) => hasShape(input, shape));
}

/** Whether an event tells of a conformance check, and not of an API call. */
export function isConformance(event: ApiContextEvent): event is ConformanceResult {
  return !('result_class' in event) && 'severityNumber' in event;
}

/** The class that a conformance result counts as. */
export function classOf(event: ApiContextEvent): ResultClass {
  if (!isConformance(event)) return event.result_class;
  return event.severityNumber === 'WARN' ? 'WARNING' : 'PASS';
}

/**
 * An event that can be acted on.
 *
 * @throws InvalidInputError naming each field that is missing or wrong.
 */
export function parse(input: unknown): ApiContextEvent {
  return isMeantAsConformance(input) ? parseConformance(input) : parseResult(input);
}

/** Faulty or not: no result of a call has the field. */
function isMeantAsConformance(input: unknown): boolean {
  return read(
    'APIContext event',
    () => input !== null && typeof input === 'object' && Object.hasOwn(input, 'severityNumber'),
  );
}

/** Like `parse`, where only the result of an API call will do. @throws InvalidInputError */
export function parseResult(input: unknown): ApiContextResult {
  return parseEvent(schemaOfResults(), input, 'APIContext result');
}

/** Like `parse`, where only the result of a conformance check will do. @throws InvalidInputError */
export function parseConformance(input: unknown): ConformanceResult {
  return parseEvent(schemaOfConformance(), input, 'APIContext conformance result');
}

import { InvalidInputError, type InputIssue } from './errors.ts';
import { read } from './input.ts';
import { valueAt } from './path.ts';
import { isObject, type Shape, type Source } from './source.ts';

/**
 * The one of several candidates whose source's event this is.
 *
 * @throws InvalidInputError when none recognises it (told by the nearest one, where one is near), or when several do (named).
 */
export function recognisedAmong<Candidate extends { readonly source: Source }>(
  input: unknown,
  candidates: readonly Candidate[],
): Candidate {
  const [first, ...others] = candidates.filter(({ source }) => source.recognises(input));
  if (first !== undefined && others.length === 0) return first;
  const sources = candidates.map(({ source }) => source);
  if (first === undefined)
    throw new InvalidInputError(
      'event',
      read('event', () => whyUnknown(input, sources)),
    );
  const titles = [first, ...others].map(({ source }) => source.title);
  throw new InvalidInputError('event', [
    {
      path: '',
      message: `could be from ${titles.slice(0, -1).join(', ')} or from ${titles.at(-1)}: say which it is`,
    },
  ]);
}

/** What the nearest shape lacks; where none is near, every shape with its fields. */
function whyUnknown(event: unknown, sources: readonly Source[]): InputIssue[] {
  const shapes = sources.flatMap((source) => source.shapes);
  const nearness = shapes.map((shape) => nearnessOf(event, shape));
  const most = Math.max(0, ...nearness);
  const nearest = shapes.filter((_shape, index) => most > 0 && nearness[index] === most);
  if (nearest.length > 0) {
    return nearest.map((shape) => ({
      path: '',
      message: `looks like ${shape.title}, but has no ${missingOf(event, shape).join(', ') || 'such content'}`,
    }));
  }
  return [
    { path: '', message: 'is of no known kind' },
    ...sources.map(({ title, shapes: known }) => ({
      path: '',
      message: `${title} sends ${known.map((shape) => `${shape.title} (${shape.fields.join(', ')})`).join(', ')}`,
    })),
  ];
}

/** One word in lower case, such as `name` or `data`, stands in anybody's JSON. */
const ANYBODYS_FIELD = /^[a-z]+$/;

/**
 * How much of a shape an event has, 0 where that may be by chance: it is near where it has half of the fields, one of them
 * not in anybody's JSON, or where it has what the shape asks for beyond its fields.
 */
function nearnessOf(event: unknown, shape: Shape): number {
  if (!isObject(event)) return 0;
  const { fields, holds } = shape;
  const missing = missingOf(event, shape);
  const share = (fields.length - missing.length) / fields.length;
  if (holds !== undefined) return holds(event) ? 1 + share : 0;
  const telling = fields.filter((field) => !missing.includes(field) && !ANYBODYS_FIELD.test(field));
  return share >= 0.5 && telling.length > 0 ? share : 0;
}

function missingOf(event: unknown, { fields }: Shape): string[] {
  return fields.filter((field) => valueAt(event, field) === undefined);
}

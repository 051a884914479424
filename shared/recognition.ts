import { InvalidInputError } from './errors.ts';
import { read } from './input.ts';
import { valueAt } from './path.ts';
import { isObject, type Shape, type Source } from './source.ts';

/** An event that no source recognises. */
export class UnrecognisedEventError extends InvalidInputError {
  /** What it looks like, and lacks: "looks like an APIContext result, but has no result_class". Empty where it is near to none. */
  readonly near: readonly string[];

  constructor(near: readonly string[], sources: readonly Source[]) {
    const messages = near.length > 0 ? near : ['is of no known kind', ...sources.map(kindsOf)];
    super(
      'event',
      messages.map((message) => ({ path: '', message })),
    );
    this.near = near;
  }
}

/**
 * The one of several candidates whose source's event this is.
 *
 * @throws UnrecognisedEventError when none recognises it; InvalidInputError when several do (named).
 */
export function recognisedAmong<Candidate extends { readonly source: Source }>(
  input: unknown,
  candidates: readonly Candidate[],
): Candidate {
  const [first, ...others] = candidates.filter(({ source }) => source.recognises(input));
  if (first !== undefined && others.length === 0) return first;
  const sources = candidates.map(({ source }) => source);
  if (first === undefined) {
    const near = read('event', () => nearestTo(input, sources));
    throw new UnrecognisedEventError(near, sources);
  }
  const titles = [first, ...others].map(({ source }) => source.title);
  throw new InvalidInputError('event', [
    {
      path: '',
      message: `could be from ${titles.slice(0, -1).join(', ')} or from ${titles.at(-1)}: say which it is`,
    },
  ]);
}

/** What the nearest shapes lack, where one is near. */
function nearestTo(event: unknown, sources: readonly Source[]): string[] {
  const shapes = sources.flatMap((source) => source.shapes);
  const nearness = shapes.map((shape) => nearnessOf(event, shape));
  const most = Math.max(0, ...nearness);
  const nearest = shapes.filter((_shape, index) => most > 0 && nearness[index] === most);
  return nearest.map(
    (shape) =>
      `looks like ${shape.title}, but has no ${missingOf(event, shape).join(', ') || 'such content'}`,
  );
}

function kindsOf({ title, shapes }: Source): string {
  return `${title} sends ${shapes.map((shape) => `${shape.title} (${shape.fields.join(', ')})`).join(', ')}`;
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

import { InvalidInputError, MAX_ISSUES, type InputIssue } from './errors.ts';
import { isDeeperThan, MAX_DEPTH, read } from './input.ts';
import { listAlong, valueAlong, type List } from './path.ts';
import { cut } from './text.ts';
import { BRACES, splitText, textOf } from './text-template.ts';

/** The longest JSON template, in UTF-16 units (1 Mi). */
export const MAX_TEMPLATE_LENGTH = 1024 * 1024;

/** The most that one event may render to, in UTF-16 units of text, keys included (10 Mi). */
export const MAX_RENDERED_LENGTH = 10 * 1024 * 1024;

/** What one event renders to. */
export interface Rendered {
  /** JSON. It may share parts with the event, so neither is to be changed afterwards. */
  readonly value: unknown;
  /** The paths of the placeholders that found nothing, each once. */
  readonly unresolved: readonly string[];
}

/** Renders one event. */
export type JsonTemplate = (event: unknown) => Rendered;

/**
 * A JSON template made ready for many events: JSON whose strings hold `{{path.to.field}}`.
 *
 * The template is JSON before it is anything else, so no value can break out of its string. A string that is one
 * placeholder and nothing else becomes the value itself, of its own type, and `null` where there is none; inside a longer
 * string a value stands as `renderText` has it. An array of one element whose placeholders run through one list of the
 * event is repeated for each of that list's elements: `[{ "status": "{{data.issues.status}}" }]`.
 *
 * @see Apono's documentation, "Integration Webhook", field "Body Template".
 *
 * @throws InvalidInputError with its faults, the first 50 of them, and where each lies: when it is not JSON, is longer than
 *   1 Mi UTF-16 units, is nested more than 64 levels deep, or has a placeholder that is none. What is returned throws
 *   InvalidInputError when an event renders to more than 10 Mi UTF-16 units, or to what is not JSON.
 */
export function compileTemplate(template: string): JsonTemplate {
  const faults: Faults = [];
  const parsed = parsedTemplate(template);
  const { render } = whole(compileValue(parsed, undefined, faults), parsed);
  if (faults.length > 0) throw new InvalidInputError('template', faults);
  return (event) => {
    const unresolved = new Set<string>();
    const scope = { event, budget: { left: MAX_RENDERED_LENGTH }, unresolved, binding: undefined };
    const value = read('event', () => render(scope));
    return { value, unresolved: [...unresolved] };
  };
}

/**
 * The JSON value that a template renders to; for more than one event, `compileTemplate` does the work on the template
 * only once.
 *
 * @throws InvalidInputError as `compileTemplate` and what it returns do.
 */
export function renderTemplate(template: string, event: unknown): unknown {
  return compileTemplate(template)(event).value;
}

/** A template's keys can be as long as the template, and each fault names those that lead to it. */
const MAX_SHOWN_PATH_LENGTH = 200;

type Faults = InputIssue[];

/** Where in a template something stands: its key or its index, and where what holds it stands. */
interface Place {
  key: string | number;
  readonly within: Place | undefined;
}

function shownPath(place: Place | undefined): string {
  const keys: string[] = [];
  for (let at = place; at !== undefined; at = at.within)
    keys.unshift(cut(String(at.key), MAX_SHOWN_PATH_LENGTH));
  return cut(keys.join('.'), MAX_SHOWN_PATH_LENGTH);
}

/** A placeholder's path. */
interface Path {
  text: string;
  keys: readonly string[];
  /** Which of the keys a list can have itself: an index, or its length. */
  ofLists: readonly boolean[];
}

function pathTo(text: string): Path {
  const keys = text.split('.');
  return { text, keys, ofLists: keys.map((key) => /^(?:\d+|length)$/.test(key)) };
}

/** Inside a repeated element: paths that go on after `prefix` start at `item` instead of at the list. */
interface Binding {
  /** The list's path with a dot after it. */
  prefix: string;
  /** How many keys the prefix has. */
  depth: number;
  items: readonly unknown[];
  /** Another one for each element that is rendered. */
  item: unknown;
  outer: Binding | undefined;
}

interface Scope {
  event: unknown;
  /** What may still be rendered, in UTF-16 units; shared by all scopes of one event. */
  budget: { left: number };
  /** The paths that found nothing; shared by all scopes of one event. */
  unresolved: Set<string>;
  binding: Binding | undefined;
}

interface Compiled {
  render: (scope: Scope) => unknown;
  /** What it renders to and what that costs, where that is the same for every event. */
  constant?: { value: unknown; cost: number };
  /** The paths that decide which list repeats the array around this value. */
  paths: readonly Path[];
  /** Those inside arrays that may be repeated themselves; they decide where `paths` decides nothing. */
  nested: readonly Path[];
}

function parsedTemplate(template: string): unknown {
  const refused = (message: string) => new InvalidInputError('template', [{ path: '', message }]);
  if (typeof template !== 'string') throw refused('must be JSON as text');
  if (template.length > MAX_TEMPLATE_LENGTH)
    throw refused(`must not be longer than ${MAX_TEMPLATE_LENGTH} characters`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch (error) {
    throw refused(
      template.trim() === '' ? 'is empty; it must be JSON' : `is not JSON${whereOf(error as Error)}`,
    );
  }
  if (isDeeperThan(parsed, MAX_DEPTH)) throw refused(`must not be nested more than ${MAX_DEPTH} levels deep`);
  return parsed;
}

/** Without the piece of the text that the parser quotes: a template can hold what must not be shown. */
function whereOf({ message }: Error): string {
  const where = /\(line \d+ column \d+\)/.exec(message)?.[0];
  const what = /^(?:Unexpected (?:token '.+?'|end)|Expected .+?(?= in JSON)|Unterminated string)/u.exec(
    message,
  )?.[0];
  return [what && `: ${what}`, where && ` ${where}`].filter(Boolean).join('');
}

/**
 * What is made of a value of the template: what it costs to render it, in UTF-16 units, where there is no placeholder in it, so
 * that it stands for itself.
 */
type Part = Compiled | number;

function compileValue(value: unknown, at: Place | undefined, faults: Faults): Part {
  if (typeof value === 'string') return compileText(value, at, faults);
  if (Array.isArray(value)) return compileArray(value, at, faults);
  if (value !== null && typeof value === 'object') return compileObject(value, at, faults);
  return costOf(String(value).length);
}

/** What is compiled, also where it stands for itself. */
function whole(part: Part, value: unknown): Compiled {
  if (typeof part !== 'number') return part;
  const render = ({ budget }: Scope) => {
    spend(budget, part);
    return value;
  };
  return { render, constant: { value, cost: part }, paths: NO_PATHS, nested: NO_PATHS };
}

function compileText(text: string, at: Place | undefined, faults: Faults): Part {
  if (!BRACES.test(text)) return costOf(text.length);
  const { literals, paths: texts } = splitText(text, (message) => {
    // The others are only counted.
    faults.push(faults.length < MAX_ISSUES ? { path: shownPath(at), message } : ONE_MORE);
  });
  const paths = texts.map(pathTo);
  const [path] = paths;
  if (path === undefined) return costOf(text.length);
  if (paths.length === 1 && literals.every((literal) => literal === '')) {
    const render = (scope: Scope) => {
      const value = resolve(path, scope) ?? null;
      spendValue(scope.budget, value);
      return value;
    };
    return { render, paths, nested: NO_PATHS };
  }
  const render = (scope: Scope) => {
    spend(scope.budget, costOf(text.length));
    let rendered = literals[0] ?? '';
    for (let i = 0; i < paths.length; i++) {
      const value = resolve(paths[i] as Path, scope);
      spendValue(scope.budget, value);
      rendered += textOf(value) + (literals[i + 1] as string);
    }
    return rendered;
  };
  return { render, paths, nested: NO_PATHS };
}

const ONE_MORE: InputIssue = { path: '', message: '' };

function compileObject(value: object, at: Place | undefined, faults: Faults): Part {
  let cost = costOf(0);
  let isConstant = true;
  const place: Place = { key: '', within: at };
  const names: Part[] = [];
  const parts: Part[] = [];
  for (const [key, item] of Object.entries(value)) {
    place.key = key;
    const name = compileText(key, place, faults);
    const part = compileValue(item, place, faults);
    names.push(name);
    parts.push(part);
    if (typeof name === 'number' && typeof part === 'number') cost += name + part;
    else isConstant = false;
  }
  if (isConstant) return cost;
  const entries = Object.entries(value).map(([key, item], index) => ({
    key: whole(names[index] ?? 0, key),
    value: whole(parts[index] ?? 0, item),
  }));
  // What is the same for every event is paid for at once.
  const constants = entries.flatMap(({ key, value: item }) =>
    [key.constant ?? [], item.constant ?? []].flat(),
  );
  const fixedCost = constants.reduce((sum, one) => sum + one.cost, costOf(0));
  return {
    render: (scope) => {
      spend(scope.budget, fixedCost);
      const rendered: Record<string, unknown> = {};
      for (const { key, value: item } of entries) {
        const name = key.constant === undefined ? textOf(key.render(scope)) : (key.constant.value as string);
        setOwn(rendered, name, item.constant === undefined ? item.render(scope) : item.constant.value);
      }
      return rendered;
    },
    paths: joined(entries, ({ key, value }) => joined([key.paths, value.paths], (paths) => paths)),
    nested: joined(entries, ({ value }) => value.nested),
  };
}

const NO_PATHS: readonly Path[] = [];

/** The paths of all parts; most of a large template's parts have none, or are the only one that has. */
function joined<Part>(parts: readonly Part[], pathsOf: (part: Part) => readonly Path[]): readonly Path[] {
  let all = NO_PATHS;
  let own: Path[] | undefined;
  for (const part of parts) {
    const paths = pathsOf(part);
    if (paths.length === 0) continue;
    if (all.length === 0) {
      all = paths;
      continue;
    }
    all = own ??= [...all];
    for (const path of paths) own.push(path);
  }
  return all;
}

/** Assigning to `__proto__` would set the prototype instead. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function compileArray(value: readonly unknown[], at: Place | undefined, faults: Faults): Part {
  let cost = costOf(0);
  let varying = 0;
  // One place for all: where something stands is asked while it is compiled.
  const place: Place = { key: 0, within: at };
  const parts = value.map((item, index): Part => {
    place.key = index;
    const part = compileValue(item, place, faults);
    if (typeof part === 'number') cost += part;
    else varying++;
    return part;
  });
  if (varying === 0) return cost;
  const elements = parts.map((part, index) => whole(part, value[index]));
  const [element] = elements;
  if (element === undefined || elements.length > 1) {
    return {
      render: (scope) => {
        spend(scope.budget, costOf(0));
        return elements.map(({ render }) => render(scope));
      },
      paths: joined(elements, ({ paths }) => paths),
      nested: joined(elements, ({ nested }) => nested),
    };
  }
  const { render, paths, nested } = element;
  const repeat = (scope: Scope) => {
    spend(scope.budget, costOf(0));
    const list = listToRepeat(paths, scope) ?? listToRepeat(nested, scope);
    if (list === undefined) return [render(scope)];
    const { prefix, depth, items } = list;
    const binding: Binding = { prefix, depth, items, item: undefined, outer: scope.binding };
    const within: Scope = { ...scope, binding };
    return items.map((item) => {
      binding.item = item;
      return render(within);
    });
  };
  return { render: repeat, paths: NO_PATHS, nested: joined([paths, nested], (some) => some) };
}

/** The one list that the paths run through; `undefined` where it is none, or more than one. */
function listToRepeat(paths: readonly Path[], scope: Scope): (List & { prefix: string }) | undefined {
  let found: (List & { prefix: string }) | undefined;
  for (const path of paths) {
    const { value, depth } = startOf(path, scope);
    const list = listAlong(value, path.keys, depth);
    if (list === undefined) continue;
    const prefix = `${path.keys.slice(0, list.depth).join('.')}.`;
    if (found !== undefined && found.prefix !== prefix) return undefined;
    found = { ...list, prefix };
  }
  return found;
}

function resolve(path: Path, scope: Scope): unknown {
  const { value, depth } = startOf(path, scope);
  const found = valueAlong(value, path.keys, depth);
  if (found === undefined) scope.unresolved.add(path.text);
  return found;
}

/** Where a path starts: at the innermost repeated element that it runs through, else at the event. */
function startOf({ text, keys, ofLists }: Path, scope: Scope): { value: unknown; depth: number } {
  for (let binding = scope.binding; binding !== undefined; binding = binding.outer) {
    const { prefix, depth, items, item } = binding;
    if (text.startsWith(prefix)) {
      // `issues.0.status` and `issues.length` mean the list itself, also inside its repeated element.
      const isOfList = ofLists[depth] === true && Object.hasOwn(items, keys[depth] as string);
      return { value: isOfList ? items : item, depth };
    }
  }
  return { value: scope.event, depth: 0 };
}

/** One more than a text is long, so that many empty strings cost something too. */
function costOf(length: number): number {
  return length + 1;
}

function spend(budget: Scope['budget'], cost: number): void {
  budget.left -= cost;
  if (budget.left < 0) {
    throw unrenderable(
      `renders to more than ${MAX_RENDERED_LENGTH} characters; name single fields instead of whole objects`,
    );
  }
}

function spendValue(budget: Scope['budget'], value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    spend(budget, costOf(value.length));
  } else if (value === null || typeof value !== 'object') {
    spend(budget, costOf(0));
  } else {
    if (depth >= MAX_DEPTH) throw unrenderable(`must not be nested more than ${MAX_DEPTH} levels deep`);
    for (const [key, item] of Object.entries(value)) {
      spend(budget, costOf(key.length));
      spendValue(budget, item, depth + 1);
    }
  }
}

function unrenderable(message: string): InvalidInputError {
  return new InvalidInputError('event', [{ path: '', message }]);
}

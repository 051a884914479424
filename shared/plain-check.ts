import type * as z from 'zod/v4';

/** What a schema asks of a value, taken out of it: all plans are of one form, so that looking at a value is quick. */
interface Plan {
  isOptional: boolean;
  isNullable: boolean;
  readonly type: string;
  /** Of a text or a list. */
  least: number;
  most: number;
  /** Of a choice. */
  readonly choices: ReadonlySet<unknown>;
  /** Of an object. */
  readonly fields: readonly { readonly key: string; readonly plan: Plan }[];
  /** Of a list's items, or what else the value must be. */
  readonly inner: Plan | undefined;
  readonly also: Plan | undefined;
}

/** What of a schema's definition is read; zod 3.25 and zod 4 have it alike. */
interface Definition {
  readonly type: string;
  readonly shape: Record<string, z.core.$ZodType>;
  readonly catchall?: z.core.$ZodType;
  readonly innerType: z.core.$ZodType;
  readonly element: z.core.$ZodType;
  readonly in: z.core.$ZodType;
  readonly out: z.core.$ZodType;
  readonly entries: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: unknown } }[];
}

type PlainCheck = (value: unknown) => boolean;

const CHECKS = new WeakMap<z.core.$ZodType, PlainCheck>();

/**
 * A quick look at a value, several times as fast as the schema: where it is sure that the schema would give the value back as
 * it is, the schema need not be asked. Of what it does not know (a transformation, say) and of all that is faulty it is never
 * sure, so that the schema alone says what is wrong.
 */
export function plainCheckOf(schema: z.core.$ZodType): PlainCheck {
  let check = CHECKS.get(schema);
  if (check === undefined) CHECKS.set(schema, (check = plainCheckBy(planOf(schema))));
  return check;
}

function plainCheckBy(plan: Plan | undefined): PlainCheck {
  return plan === undefined ? () => false : (value) => isPlain(value, plan);
}

function isPlain(value: unknown, plan: Plan): boolean {
  if (value === undefined) return plan.isOptional;
  if (value === null) return plan.isNullable;
  switch (plan.type) {
    case 'unknown':
      return true;
    case 'string':
      return typeof value === 'string' && value.length >= plan.least && value.length <= plan.most;
    case 'number':
      return Number.isSafeInteger(value);
    case 'enum':
      return plan.choices.has(value);
    case 'array':
      return isPlainList(value, plan);
    default:
      return isPlainObject(value as object, plan);
  }
}

function isPlainList(value: unknown, { least, most, inner, also }: Plan): boolean {
  if (!Array.isArray(value) || value.length < least || value.length > most) return false;
  if (inner !== undefined) for (const item of value) if (!isPlain(item, inner)) return false;
  return also === undefined || isPlain(value, also);
}

function isPlainObject(value: object, { fields }: Plan): boolean {
  // Only what JSON.parse makes: of any other object the schema makes one.
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const { key, plan } of fields) {
    if (!isPlain((value as Record<string, unknown>)[key], plan)) return false;
  }
  return true;
}

function planOf({ _zod }: z.core.$ZodType): Plan | undefined {
  const definition = _zod.def as unknown as Definition;
  switch (definition.type) {
    case 'unknown':
      return planWith('unknown', { isOptional: true, isNullable: true });
    case 'string':
      return definition.format === undefined ? bounded(planWith('string'), definition) : undefined;
    case 'number':
      return definition.format === 'safeint' ? bounded(planWith('number'), definition) : undefined;
    case 'enum':
      return planWith('enum', { choices: new Set(Object.values(definition.entries)) });
    case 'optional':
      return changed(planOf(definition.innerType), { isOptional: true });
    case 'nullable':
      return changed(planOf(definition.innerType), { isNullable: true });
    case 'array': {
      const inner = planOf(definition.element);
      return inner && bounded(planWith('array', { inner }), definition);
    }
    case 'pipe': {
      const [first, also] = [planOf(definition.in), planOf(definition.out)];
      return also && first?.type === 'array' ? changed(first, { also }) : undefined;
    }
    case 'object':
      return planOfObject(definition);
    default:
      return undefined;
  }
}

function planWith(type: string, more: Partial<Plan> = {}): Plan {
  return {
    isOptional: false,
    isNullable: false,
    type,
    least: 0,
    most: Infinity,
    choices: NO_CHOICES,
    fields: [],
    inner: undefined,
    also: undefined,
    ...more,
  };
}

const NO_CHOICES: ReadonlySet<unknown> = new Set();

function changed(plan: Plan | undefined, change: Partial<Plan>): Plan | undefined {
  return plan && { ...plan, ...change };
}

function bounded(plan: Plan, { checks = [] }: Definition): Plan | undefined {
  for (const { _zod } of checks) {
    const { check, minimum, maximum } = _zod.def as { check: string; minimum: number; maximum: number };
    if (check === 'max_length') plan.most = Math.min(plan.most, maximum);
    else if (check === 'min_length') plan.least = Math.max(plan.least, minimum);
    else return undefined;
  }
  return plan;
}

function planOfObject({ shape, catchall, checks = [] }: Definition): Plan | undefined {
  if (catchall?._zod.def.type !== 'unknown' || checks.length > 0) return undefined;
  const fields: { key: string; plan: Plan }[] = [];
  for (const [key, schema] of Object.entries(shape)) {
    const plan = planOf(schema);
    if (plan === undefined) return undefined;
    fields.push({ key, plan });
  }
  return planWith('object', { fields });
}

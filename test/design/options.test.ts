import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const SHARED = join(ROOT, 'shared/');

/** Types of what users write, by their names. */
const OPTIONS = /(?:Options|Filter|Mappings?|Definition|Input|DeliveryRequest|Runtime)$/;
/** What is left out of a filter or an alert is not there, as each of them says of itself. */
const NOT_THERE = /^(?:Filter|AlertInput)$/;

interface Field {
  /** E.g. `TryOptions.timeoutMs`. */
  name: string;
  type: string;
  optional: boolean;
  documented: boolean;
  hasDefault: boolean;
  readonly: boolean;
}

/** Every field of the option types behind the doors, those of objects within them included. */
function fieldsOf(
  files: readonly string[],
  options: ts.CompilerOptions,
): { fields: Field[]; nameless: string[] } {
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Type>();
  const fields: Field[] = [];
  const nameless: string[] = [];

  function isOwn(symbol: ts.Symbol): boolean {
    const [declaration] = symbol.declarations ?? [];
    return (
      declaration !== undefined && files.some((file) => isBeside(declaration.getSourceFile().fileName, file))
    );
  }

  function look(type: ts.Type, name: string): void {
    if (type.isUnionOrIntersection()) {
      for (const part of type.types) look(part, name);
      return;
    }
    if (checker.isArrayType(type)) {
      for (const item of checker.getTypeArguments(type as ts.TypeReference)) look(item, name);
      return;
    }
    if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0 || seen.has(type)) return;
    seen.add(type);
    for (const field of type.getProperties().filter(isOwn)) {
      const fieldType = checker.getNonNullableType(checker.getTypeOfSymbol(field));
      const tags = field.getJsDocTags(checker);
      fields.push({
        name: `${name}.${field.name}`,
        type: name,
        optional: (field.flags & ts.SymbolFlags.Optional) !== 0,
        documented:
          field.getDocumentationComment(checker).length > 0 ||
          tags.length > 0 ||
          isTag(field.name, fieldType),
        hasDefault: tags.some((tag) => tag.name === 'default'),
        readonly: isReadonly(field) || fieldType.getCallSignatures().length > 0,
      });
      look(fieldType, `${name}.${field.name}`);
    }
  }

  for (const file of files) {
    const source = program.getSourceFile(file);
    const door = source && checker.getSymbolAtLocation(source);
    for (const exported of door === undefined ? [] : checker.getExportsOfModule(door)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias))) continue;
      if (!OPTIONS.test(exported.name)) continue;
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      if (!checker.typeToString(type).startsWith(symbol.name) && !type.isUnion())
        nameless.push(exported.name);
      look(type, exported.name);
    }
  }
  return { fields, nameless };
}

/** Whether a file lies in the folder of a door: `shared`, or that of a test's own. */
function isBeside(file: string, door: string): boolean {
  return file.startsWith(SHARED) || file === door;
}

/** `type: 'bearer'` needs no words. */
function isTag(name: string, type: ts.Type): boolean {
  return name === 'type' && type.isStringLiteral();
}

function isReadonly(field: ts.Symbol): boolean {
  // A mapped type's fields have no declaration of their own that says so; the checker keeps it with the symbol.
  const { links } = field as ts.Symbol & { links?: { checkFlags?: number } };
  const [declaration] = field.declarations ?? [];
  return (
    ((links?.checkFlags ?? 0) & READONLY) !== 0 ||
    (declaration !== undefined &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0)
  );
}

/** TypeScript's own CheckFlags.Readonly. */
const READONLY = 8;

describe('what users write for the library', () => {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, 'tsconfig.json'),
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const { exports: doors } = JSON.parse(readFileSync(join(SHARED, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { 'alertbridge-source': string }>;
  };
  const files = Object.values(doors).flatMap((door) =>
    typeof door === 'string' ? [] : join(SHARED, door['alertbridge-source']),
  );
  let fields: Field[];
  let nameless: string[];
  const names = (chosen: (field: Field) => boolean) => fields.filter(chosen).map(({ name }) => name);

  beforeAll(() => {
    ({ fields, nameless } = fieldsOf(files, config?.options ?? {}));
  }, 60_000);

  it('is looked at: the options of every door', () => {
    expect(names(() => true)).toEqual(
      expect.arrayContaining([
        'DeliverOptions.onAttempt',
        'SenderOptions.tracker',
        'ReceiverOptions.filter',
        'WebhookDefinition.auth.token',
        'CreateTransportOptions.proxy',
        'TrackerOptions.policy',
        'Mappings.apicontext.statusFor',
        'Filter.includeTags',
      ]),
    );
    expect(fields.length).toBeGreaterThan(150);
  });

  it('is called by its name in what the compiler says', () => {
    expect(nameless).toEqual([]);
  });

  it('says of each option what it is for', () => {
    expect(names(({ documented }) => !documented)).toEqual([]);
  });

  it('says what holds where an option is left out', () => {
    expect(
      names(({ optional, hasDefault, type }) => optional && !hasDefault && !NOT_THERE.test(type)),
    ).toEqual([]);
  });

  it('is only read, so that what is frozen is taken too', () => {
    expect(names(({ readonly }) => !readonly)).toEqual([]);
  });
});

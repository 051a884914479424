/** What the comments in the code say of the options that stand behind a door of the library. */
import { join } from 'node:path';

import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');

export interface OptionDoc {
  name: string;
  /** In Markdown, in one line. */
  text: string;
  /** What holds where it is left out; empty where the code does not say. */
  fallback: string;
}

/** Reads the comments of types, by the file of their door and their name: one program for all of them. */
export function optionDocs(
  wanted: readonly { file: string; type: string }[],
): (file: string, type: string) => OptionDoc[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, 'tsconfig.json'),
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const program = ts.createProgram(
    wanted.map(({ file }) => join(ROOT, file)),
    config?.options ?? {},
  );
  const checker = program.getTypeChecker();
  return (file, type) => {
    const source = program.getSourceFile(join(ROOT, file));
    const door = source && checker.getSymbolAtLocation(source);
    const found = door && checker.getExportsOfModule(door).find(({ name }) => name === type);
    if (found === undefined) throw new Error(`${file} exports no ${type}.`);
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    return checker
      .getDeclaredTypeOfSymbol(symbol)
      .getProperties()
      .map((field) => ({
        name: field.name,
        text: ts.displayPartsToString(field.getDocumentationComment(checker)),
        fallback: ts.displayPartsToString(
          field.getJsDocTags(checker).find(({ name }) => name === 'default')?.text,
        ),
      }));
  };
}

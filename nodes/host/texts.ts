import type { INodeProperties } from 'n8n-workflow';

/**
 * What makes a property a list of texts. Its default is that of **one** text: n8n's editor adds it as each new row, so that a
 * default of `[]` would put a list into the list.
 */
export const texts = {
  type: 'string',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' },
  default: '',
} as const satisfies Partial<INodeProperties>;

/** The texts of a list that a person filled in, without the rows left blank. */
export function filledTexts(rows: unknown): string[] {
  const list: unknown[] = Array.isArray(rows) ? rows : [rows];
  return list.filter((row): row is string => typeof row === 'string' && row.trim() !== '');
}

/**
 * What has a name that is shown, by that name, whatever its case. Not by `localeCompare`: its first use loads the tables of
 * all languages, which is a tenth of what all our nodes take to load.
 */
export function byName<Named>(list: readonly Named[], nameOf: (one: Named) => string): Named[] {
  const named = list.map((one) => ({ one, name: nameOf(one).toLowerCase() }));
  return named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(({ one }) => one);
}

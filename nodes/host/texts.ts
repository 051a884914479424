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

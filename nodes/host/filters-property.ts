import type { INodeProperties } from 'n8n-workflow';

import { filledTexts } from './texts.ts';

/** A trigger's filters: one field for each of its source's filter, by its name. */
export function filtersProperty(description: string, options: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    description,
    options,
  };
}

/** The filter that the fields stand for: rows left blank are dropped, and so is a list with nothing in it. */
export function filterIn(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (!Array.isArray(value)) return value === '' ? [] : [[name, value]];
      const filled = filledTexts(value);
      return filled.length === 0 ? [] : [[name, filled]];
    }),
  );
}

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

/**
 * What a trigger's node says under its name: each filter that is set, by its label.
 *
 * @param none What it says where none is.
 */
export function subtitleOf({ options = [] }: INodeProperties, none: string): string {
  const labels = Object.fromEntries(
    options.flatMap((one) => ('displayName' in one ? [[one.name, one.displayName] as const] : [])),
  );
  return [
    `={{ Object.entries($parameter["filters"] || {})`,
    `.map(([name, value]) => [(${JSON.stringify(labels)})[name], [].concat(value).filter((one) => one).join(", ")])`,
    `.filter(([, values]) => values)`,
    `.map(([label, values]) => label + ": " + values)`,
    `.join("; ") || "${none}" }}`,
  ].join('');
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

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

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
 * What a trigger's node says under its name: each filter that is set, by its label, with its values as the form shows them.
 *
 * @param none What it says where none is.
 */
export function subtitleOf({ options = [] }: INodeProperties, none: string): string {
  const fields = options.filter((one): one is INodeProperties => 'displayName' in one);
  const labels = Object.fromEntries(fields.map(({ name, displayName }) => [name, displayName]));
  const titles = Object.fromEntries(
    fields.flatMap((field) => (field.options ?? []).flatMap((one) => ('value' in one ? [titleOf(one)] : []))),
  );
  return [
    `={{ Object.entries($parameter["filters"] || {})`,
    `.map(([name, value]) => [(${JSON.stringify(labels)})[name],`,
    ` [].concat(value).filter((one) => one).map((one) => (${JSON.stringify(titles)})[one] || one).join(", ")])`,
    `.filter(([, values]) => values)`,
    `.map(([label, values]) => label + ": " + values)`,
    `.join("; ") || "${none}" }}`,
  ].join('');
}

/** A choice by its value, without the value that its name may have in brackets. */
function titleOf({ name, value }: INodePropertyOptions): [string, string] {
  return [String(value), name.replace(` (${String(value)})`, '')];
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

import * as z from 'zod/v4';

import { once } from './once.ts';

/** The longest text that an event may hold in a field that is read, in UTF-16 units: more than any sender writes. */
export const MAX_TEXT = 65_536;

/** The longest list that an event may hold in a field that is read. */
export const MAX_ITEMS = 10_000;

export const shortText = once(() => z.string().max(MAX_TEXT));

/** A list whose length is looked at before its items are, so that a giant one costs no more than a large one. */
export function listOf<Item extends z.ZodType>(item: Item): z.ZodType<z.output<Item>[], z.input<Item>[]> {
  const bounded = z.array(z.unknown()).max(MAX_ITEMS).pipe(z.array(item));
  return bounded as unknown as z.ZodType<z.output<Item>[], z.input<Item>[]>;
}

import * as z from 'zod/v4';

import { alertIdOf, parseAlert } from '../../../shared/alert.ts';
import { parseInput } from '../../../shared/input.ts';
import type { Source } from '../../../shared/source.ts';

const eventSchema = z.looseObject({
  grid: z.string(),
  cells: z.array(z.strictObject({ id: z.string(), bad: z.boolean() })),
});
export type GridEvent = z.output<typeof eventSchema>;

const filterSchema = z.strictObject({ grids: z.array(z.string()).optional() });
const mappingSchema = z.strictObject({ ignore: z.boolean().optional() });

/** A made-up system whose events hold several alerts, one for each cell. */
export const grid: Source<GridEvent, z.output<typeof filterSchema>, z.output<typeof mappingSchema>> = {
  name: 'grid',
  title: 'Grid',
  shapes: [{ title: 'a grid', fields: ['grid', 'cells'] }],
  recognises: (input) => input !== null && typeof input === 'object' && 'grid' in input && 'cells' in input,
  parse: (input) => parseInput(eventSchema, input, 'grid'),
  matches: ({ grid: name }, { grids }) =>
    grids === undefined || grids.includes(name)
      ? { matches: true, reason: null }
      : { matches: false, reason: `grid is ${name}, not one of ${grids.join(', ')}` },
  toReports: ({ cells }, mapping) =>
    mapping?.ignore === true
      ? []
      : cells.map(({ id, bad }) => ({
          alert: parseAlert({
            alert_name: `Cell ${id} is dark`,
            alert_id: alertIdOf('grid', id),
            status: bad ? 'Alarm' : 'OK',
          }),
          reporter: '',
          kind: 'turn',
        })),
  whyIgnored: (_event, mapping) => (mapping?.ignore === true ? 'grids are ignored' : undefined),
  filterSchema,
  mappingSchema,
  sample: (...cells: GridEvent['cells']) => ({ grid: 'north', cells }),
};

/** A grid whose cells are named after whether they are bad: `{ a: true }`. */
export function gridOf(cells: Record<string, boolean>, name = 'north'): GridEvent {
  return { grid: name, cells: Object.entries(cells).map(([id, bad]) => ({ id, bad })) };
}

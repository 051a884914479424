import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { OUTPUT_SCHEMAS } from '../../scripts/output-schemas.ts';

const NODES = join(import.meta.dirname, '../../nodes');

describe("the nodes' output schemas", () => {
  it('are those that the script makes, and there are no others', () => {
    expect(globSync('*/__schema__/**/*.json', { cwd: NODES }).sort()).toEqual(
      Object.keys(OUTPUT_SCHEMAS).sort(),
    );
    for (const [file, schema] of Object.entries(OUTPUT_SCHEMAS)) {
      expect([file, JSON.parse(readFileSync(join(NODES, file), 'utf8'))]).toEqual([
        file,
        JSON.parse(JSON.stringify(schema)),
      ]);
    }
  });
});

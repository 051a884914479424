import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

describe('a body that a stranger could send', () => {
  it('costs at most 5 × JSON.parse of the same, whatever it holds', () => {
    const printed = execFileSync(
      process.execPath,
      ['--conditions=alertbridge-source', join(import.meta.dirname, 'cost-of-input.ts')],
      { encoding: 'utf8' },
    );
    const ratios = Object.entries(JSON.parse(printed) as Record<string, number>);
    expect(ratios).toHaveLength(20);
    expect(ratios.filter(([, ratio]) => ratio > 5)).toEqual([]);
  }, 60_000);
});

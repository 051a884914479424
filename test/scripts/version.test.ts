import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { changesOf, datedChangelog, majorTagOf, versionFault } from '../../scripts/version.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHANGELOG =
  '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n';

describe('the version of a release', () => {
  it.each([
    ['0.1.0', '0.1.1'],
    ['0.1.9', '0.2.0'],
    ['1.9.9', '2.0.0'],
    ['1.0.0', '1.0.1-rc.1'],
    ['1.0.1-rc.1', '1.0.1-rc.2'],
    ['1.0.1-rc.2', '1.0.1'],
  ])('after %s can be %s', (current, next) => {
    expect(versionFault(current, next)).toBeUndefined();
  });

  it.each([
    ['1.0.0', '1.0.0', 'is not later than'],
    ['1.0.0', '0.9.9', 'is not later than'],
    ['1.0.0', '1.0.0-rc.1', 'is not later than'],
    ['1.0.0', 'v1.0.1', 'is not a version such as'],
    ['1.0.0', '1.0', 'is not a version such as'],
  ])('after %s cannot be %s', (current, next, why) => {
    expect(versionFault(current, next)).toContain(why);
  });

  it('moves the tag of its major version', () => {
    expect([majorTagOf('0.2.3'), majorTagOf('12.0.0')]).toEqual(['v0', 'v12']);
  });

  it('dates what was unreleased and leaves an empty section above it', () => {
    const dated = datedChangelog(CHANGELOG, '0.2.0', '2026-11-24');
    expect(dated).toContain('## [Unreleased]\n\n## [0.2.0] - 2026-11-24\n\n### Added');
    expect(changesOf(dated, '0.2.0')).toBe('### Added\n\n- A thing.');
    expect(() => datedChangelog(dated, '0.3.0', '2026-11-25')).toThrow('says nothing about this release');
    expect(() => changesOf(dated, '0.3.0')).toThrow('says nothing about 0.3.0');
  });

  it('is one for both packages', () => {
    const versions = ['package.json', 'shared/package.json'].map(
      (file) => (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { version: string }).version,
    );
    expect(versions[0]).toBe(versions[1]);
  });
});

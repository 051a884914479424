/**
 * A release: one version for both npm packages and the action, and one tag.
 *
 * - `npm run release -- 1.2.3` sets the version, dates the CHANGELOG, commits and tags. Pushing the tag starts
 *   .github/workflows/release.yml, which does the rest.
 * - `npm run release -- --dry-run [1.2.3]` rehearses all of it in a fresh clone and shows what would be published.
 * - `--check`, `--publish` and `--announce` are that workflow's own steps.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { npm, npmCli } from '../test/sandbox/npm.ts';
import { changesOf, datedChangelog, majorTagOf, versionFault } from './version.ts';

const ROOT = join(import.meta.dirname, '..');
const PACKAGE_FILES = ['package.json', 'shared/package.json'];
const REPOSITORY = 'alertbridge/alertbridge';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [version] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const [flag, ...others] = flags;
  if (others.length > 0) throw new Error('One of --dry-run, --check, --publish and --announce, not several.');
  switch (flag) {
    case undefined:
      if (version === undefined) throw new Error('Which version? For example: npm run release -- 1.2.3');
      requireCleanTree();
      prepare(ROOT, version);
      return;
    case '--dry-run':
      await rehearse();
      return;
    case '--check':
      check();
      return;
    case '--publish':
      check();
      await publish();
      return;
    case '--announce':
      check();
      announce();
      return;
    default:
      throw new Error(`There is no ${flag}. There are --dry-run, --check, --publish and --announce.`);
  }
}

/** Sets the version everywhere, commits and tags. */
function prepare(root: string, next: string): void {
  const fault = versionFault(versionOf(root), next);
  if (fault !== undefined) throw new Error(fault);
  for (const file of PACKAGE_FILES) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/("version": )"[^"]+"/, `$1"${next}"`).replace(/("alertbridge": )"[^"]+"/, `$1"${next}"`),
    );
  }
  execFileSync(process.execPath, [npmCli(), 'install', '--package-lock-only', '--ignore-scripts'], {
    cwd: root,
    stdio: 'ignore',
  });
  const changelog = join(root, 'CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(changelog, datedChangelog(readFileSync(changelog, 'utf8'), next, today));
  git(root, 'add', ...PACKAGE_FILES, 'package-lock.json', 'CHANGELOG.md');
  git(root, 'commit', '--quiet', '--message', `Release ${next}`);
  git(root, 'tag', '--annotate', `v${next}`, '--message', `Alertbridge ${next}`);
  console.log(`Committed and tagged v${next}. To release it: git push --follow-tags`);
}

/** All of a release but what leaves the machine, in a fresh clone, so that what is not committed is not seen. */
async function rehearse(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'alertbridge-release-'));
  const clone = join(folder, 'clone');
  try {
    git(folder, 'clone', '--quiet', '--no-hardlinks', ROOT, clone);
    git(clone, 'config', 'user.name', 'Rehearsal');
    git(clone, 'config', 'user.email', 'rehearsal@localhost');
    console.log('Installing in a fresh clone');
    await npm(['ci', '--no-audit', '--no-fund'], { cwd: clone });
    const next = version ?? versionOf(clone).replace(/\d+$/, (patch) => String(Number(patch) + 1));
    prepare(clone, next);
    for (const workspace of ['.', 'shared']) {
      const output = await npm(['pack', '--json', '--pack-destination', folder], {
        cwd: join(clone, workspace),
      });
      const [packing] = JSON.parse(output.slice(output.indexOf('['))) as Packing[];
      if (packing === undefined) throw new Error(`npm pack said nothing of ${workspace}.`);
      console.log(`\n${packing.filename}: ${packing.files.length} files, ${packing.unpackedSize} bytes`);
      for (const { path, size } of packing.files) console.log(`  ${String(size).padStart(8)}  ${path}`);
      console.log(`  would be published: npm ${publishArguments(next).join(' ')} (${packing.name}@${next})`);
    }
    console.log(
      `\nProvenance: built by .github/workflows/release.yml of ${REPOSITORY}, from the tag v${next},`,
    );
    console.log(
      `commit ${git(clone, 'rev-parse', 'HEAD')}; signed with the workflow's OIDC token, no npm token.`,
    );
    console.log(`The action: ${majorTagOf(next)} would move to v${next}.`);
    console.log(`\nThe GitHub release would say:\n\n${changesOf(changelogOf(clone), next)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Packing {
  name: string;
  filename: string;
  unpackedSize: number;
  files: { path: string; size: number }[];
}

/** What has to hold where a package is published: the release workflow, for the tag of this very version. */
function check(): void {
  const released = versionOf(ROOT);
  const versions = PACKAGE_FILES.map((file) => packageFile(ROOT, file).version);
  if (versions.some((one) => one !== released))
    throw new Error(`The versions differ: ${versions.join(', ')}.`);
  if (process.env['GITHUB_ACTIONS'] !== 'true') {
    throw new Error(
      'Packages are published by .github/workflows/release.yml alone, since n8n asks for npm provenance. Run npm run release and push the tag.',
    );
  }
  if (process.env['GITHUB_REF'] !== `refs/tags/v${released}`) {
    throw new Error(`This is ${process.env['GITHUB_REF'] ?? 'no ref'}, but the version is ${released}.`);
  }
  changesOf(changelogOf(ROOT), released);
}

async function publish(): Promise<void> {
  for (const workspace of ['shared', '.']) {
    const { name, version: released } = packageFile(ROOT, join(workspace, 'package.json'));
    if (await isPublished(name, released)) {
      console.log(`${name}@${released} is there already.`);
      continue;
    }
    await npm(publishArguments(released), { cwd: join(ROOT, workspace) });
    console.log(`Published ${name}@${released}`);
  }
}

function publishArguments(released: string): string[] {
  return [
    'publish',
    '--provenance',
    '--access',
    'public',
    '--tag',
    released.includes('-') ? 'next' : 'latest',
  ];
}

async function isPublished(name: string, released: string): Promise<boolean> {
  try {
    return (await npm(['view', `${name}@${released}`, 'version'], { cwd: ROOT })).trim() === released;
  } catch {
    return false;
  }
}

function announce(): void {
  const released = versionOf(ROOT);
  const tag = `v${released}`;
  const isPrerelease = released.includes('-');
  const notes = changesOf(changelogOf(ROOT), released);
  gh(
    [
      'release',
      'create',
      tag,
      '--verify-tag',
      '--title',
      `Alertbridge ${released}`,
      '--notes-file',
      '-',
    ].concat(isPrerelease ? ['--prerelease'] : []),
    notes,
  );
  if (isPrerelease) return;
  const commit = git(ROOT, 'rev-list', '-n', '1', tag);
  const major = majorTagOf(released);
  const ref = `repos/${REPOSITORY}/git/refs/tags/${major}`;
  try {
    gh(['api', '--method', 'PATCH', ref, '--field', `sha=${commit}`, '--field', 'force=true']);
  } catch {
    // The first release of a major version makes its tag.
    gh([
      'api',
      `repos/${REPOSITORY}/git/refs`,
      '--field',
      `ref=refs/tags/${major}`,
      '--field',
      `sha=${commit}`,
    ]);
  }
  console.log(`${major} is ${tag} now.`);
}

function requireCleanTree(): void {
  if (git(ROOT, 'status', '--porcelain') !== '') throw new Error('There are changes that are not committed.');
  const branch = git(ROOT, 'branch', '--show-current');
  if (branch !== 'main') throw new Error(`Releases are made on main, and this is ${branch}.`);
}

function packageFile(root: string, file: string): { name: string; version: string } {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as { name: string; version: string };
}

function versionOf(root: string): string {
  return packageFile(root, 'package.json').version;
}

function changelogOf(root: string): string {
  return readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
}

function gh(args: string[], input = ''): void {
  execFileSync('gh', args, { cwd: ROOT, input, stdio: ['pipe', 'inherit', 'inherit'] });
}

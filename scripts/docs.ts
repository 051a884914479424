/**
 * Writes the tables that repeat code (the action's inputs and outputs, how events are mapped, the defaults of a delivery)
 * between the markers in the documents that show them: `<!-- name:start -->` and `<!-- name:end -->`, and the picture of an
 * outage, which the tracker draws, and the figures of the benches with their pictures. With `--check` it writes nothing and ends with 1 where something is not current.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { policySchema } from 'alertbridge/track';
import * as apicontext from 'alertbridge/apicontext';
import * as apono from 'alertbridge/apono';
import type { Report } from 'alertbridge';
import * as cloudflare from 'alertbridge/cloudflare';
import * as github from 'alertbridge/github';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

import { results } from '../bench/results.ts';
import { DEFAULT_GIVE_UP_AFTER_MS, DEFAULT_TIMEOUT_MS } from '../shared/delivery/options.ts';
import { DEFAULT_RETRY } from '../shared/delivery/retry.ts';
import { optionDocs } from './option-docs.ts';
import { outagePicture } from './outage-picture.ts';
import { performancePictures, performanceTables } from './performance.ts';

/** In the table of Cloudflare's kinds: nothing in `data` says that it is over. */
const BY_EVENT = '`alert_event` is `ALERT_STATE_EVENT_END`';

const root = join(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).sort()];

/** The sources, with events that show what becomes of them. */
const SOURCES: readonly { name: string; alerts: () => readonly Report[] }[] = [
  {
    name: 'apicontext',
    alerts: () => [
      ...apicontext.toReports(apicontext.sample('FAIL')),
      ...apicontext.toReports(apicontext.sample('PASS')),
    ],
  },
  { name: 'apono', alerts: () => apono.toReports(apono.sample('Error')) },
  { name: 'cloudflare', alerts: () => cloudflare.toReports(cloudflare.sample()) },
  { name: 'github', alerts: () => github.toReports(github.sample()) },
];
const doorOf = (name: string) => `shared/systems/${name}/index.ts`;
const docsOf = optionDocs(
  SOURCES.flatMap(({ name }) => ['Filter', 'Mapping'].map((type) => ({ file: doorOf(name), type }))),
);

const OUTAGE_PICTURE = 'docs/images/outage.svg';

interface ActionFile {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionFile;
const tables: Record<string, string> = {
  ...performanceTables(results()),
  inputs: table(
    ['Input', 'What it is for', 'Default'],
    Object.entries(action.inputs)
      .filter(([, { description }]) => !description.startsWith('Internal.'))
      .map(([name, { description, default: fallback }]) => [
        `\`${name}\``,
        description,
        fallback ? `\`${fallback}\`` : '',
      ]),
  ),
  outputs: table(
    ['Output', 'What it holds'],
    Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]),
  ),
  'apicontext-mapping': mapping('Class', apicontext.DEFAULT_STATUS_FOR, apicontext.DEFAULT_PRIORITY_FOR),
  'apono-mapping': mapping('Status', apono.DEFAULT_STATUS_FOR, apono.DEFAULT_PRIORITY_FOR),
  'apono-request-mapping': mapping(
    'Stage',
    apono.DEFAULT_REQUEST_STATUS_FOR,
    apono.DEFAULT_REQUEST_PRIORITY_FOR,
  ),
  'cloudflare-mapping': table(
    ['Notification', '`alert_type`', 'One alert for each', 'OK when', 'Priority of the Alarm'],
    [
      ...cloudflare.KINDS.map((kind) => [
        kind.title,
        inCode(kind.types).join(', '),
        kind.each,
        cloudflareEnd(kind),
        cloudflarePriority(kind),
      ]),
      [
        'all else',
        '',
        'correlation ID; else zone or subject that a policy reports',
        BY_EVENT,
        `Medium; Critical: ${cloudflare.OTHER_CRITICAL_TYPES.map((type) => cloudflare.nameOfAlertType(type) ?? type).join(', ')}`,
      ],
    ],
  ),
  'github-mapping': table(
    ['Conclusion', 'Alert'],
    Object.entries(github.DEFAULT_STATUS_FOR).map(([name, status]) => [`\`${name}\``, status]),
  ),
  ...Object.fromEntries(
    SOURCES.flatMap(({ name, alerts }) => [
      [
        `${name}-filter-options`,
        table(
          ['Filter', 'What it asks for'],
          docsOf(doorOf(name), 'Filter').map((option) => [`\`${option.name}\``, option.text]),
        ),
      ],
      [
        `${name}-mapping-options`,
        table(
          ['Option', 'What it is for', 'Default'],
          docsOf(doorOf(name), 'Mapping').map((option) => [
            `\`${option.name}\``,
            option.text,
            option.fallback,
          ]),
        ),
      ],
      [
        `${name}-example`,
        alerts()
          .map(({ alert }) => `\`\`\`json\n${JSON.stringify(alert, null, 2)}\n\`\`\``)
          .join('\n\n'),
      ],
    ]),
  ),
  'alarm-policy': table(
    ['Policy', 'Default', ''],
    Object.entries(policySchema.shape).map(([name, field]) => [
      `\`${name}\``,
      defaultOf(name, field.parse(undefined)),
      field.description ?? '',
    ]),
  ),
  delivery: table(
    ['Option', 'Default', ''],
    [
      [
        '`retry.baseMs`, `retry.capMs`',
        `${inThousands(DEFAULT_RETRY.baseMs)}; ${inThousands(DEFAULT_RETRY.capMs)}`,
        'full-jitter exponential backoff',
      ],
      ['`timeoutMs`', inThousands(DEFAULT_TIMEOUT_MS), 'for each attempt'],
      ['`giveUpAfterMs`', inThousands(DEFAULT_GIVE_UP_AFTER_MS), 'for all attempts and pauses'],
      ['`signal`', '', 'gives up'],
    ],
  ),
};

for (const document of DOCUMENTS) {
  const path = join(root, document);
  const text = readFileSync(path, 'utf8');
  keep(document, text, await format(withTables(text), { ...(await resolveConfig(path)), filepath: path }));
}
keep(OUTAGE_PICTURE, textOf(OUTAGE_PICTURE), outagePicture());
for (const [file, picture] of Object.entries(performancePictures(results())))
  keep(file, textOf(file), picture);

function keep(file: string, text: string, current: string): void {
  if (current === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${file} is not current. Run npm run docs.`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, file), current);
  }
}

function textOf(file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
}

function withTables(text: string): string {
  return text.replaceAll(
    /(<!-- ([a-z-]+):start -->)[^]*?(<!-- \2:end -->)/g,
    (_whole, start: string, name: string, end: string) => {
      const found = tables[name];
      if (found === undefined) throw new Error(`There is no table ${name}.`);
      return `${start}\n\n${found}\n\n${end}`;
    },
  );
}

/** What becomes of each kind of event. */
function mapping(
  kind: string,
  statusFor: Record<string, string>,
  priorityFor: Record<string, string>,
): string {
  return table(
    [kind, 'Alert', 'Priority'],
    Object.entries(statusFor).map(([name, status]) => [
      name,
      status,
      status === 'Alarm' ? (priorityFor[name] ?? '') : '',
    ]),
  );
}

/** What says that a notification's matter is over. */
function cloudflareEnd({ state }: cloudflare.Kind): string {
  if (state === undefined) return BY_EVENT;
  const words = inCode(
    state.over.map((word) => (state.lastPart ? `….${word}` : (state.prefix ?? '') + word)),
  );
  return `${inCode(state.at.map((path) => (state.ofEach ? `${state.ofEach}.${path}` : path))).join(' or ')} is ${words.join(' or ')}${state.endsByEventToo ? `, or ${BY_EVENT}` : ''}`;
}

function cloudflarePriority({ priority, critical, state }: cloudflare.Kind): string {
  const exceptions = [
    critical && `Critical where ${inCode([critical.at]).join('')} is ${inCode(critical.words).join(' or ')}`,
    state?.medium && `Medium where it is ${inCode(state.medium).join(' or ')}`,
  ];
  return [priority, ...exceptions].filter(Boolean).join('; ');
}

function inCode(words: readonly string[]): string[] {
  return words.map((word) => `\`${word}\``);
}

/** A policy's default as a person says it. */
function defaultOf(name: string, value: string | number): string {
  if (typeof value === 'string') return `\`'${value}'\``;
  if (!name.endsWith('Ms') || value === 0) return String(value);
  return value % 3_600_000 === 0 ? `${value / 3_600_000} hours` : `${value / 60_000} minutes`;
}

function inThousands(value: number): string {
  return value.toLocaleString('en-US');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

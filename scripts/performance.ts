import type { Results, Row } from '../bench/results.ts';

/** The figures in docs/performance.md: tables by their names, drawn from what `npm run bench -- all --record` has kept. */
export function performanceTables(results: Results): Record<string, string> {
  const rowsOf = (...benches: string[]) => benches.flatMap((bench) => results[bench]?.rows ?? []);
  const withKey = (rows: readonly Row[], test: (key: string) => boolean) =>
    rows.filter(({ key }) => key !== undefined && test(key));
  const n8n = rowsOf('n8n', 'n8n-hour', 'n8n-queue');
  return {
    'performance-library': comparisonTable(
      rowsOf('mapping', 'template', 'delivery', 'track', 'memory', 'load', 'bundle').filter(
        ({ ratio, most }) => ratio !== undefined || most !== undefined,
      ),
    ),
    'performance-action': comparisonTable(rowsOf('action').filter(({ ratio }) => ratio !== undefined)),
    'performance-flows': comparisonTable(
      withKey(n8n, (key) => !key.startsWith('operator.') && key !== 'queue.1'),
    ),
    'performance-settings': table(
      ['Setting', 'ms for a result', 'As fast as with the defaults'],
      withKey(n8n, (key) => key.startsWith('operator.')).map(({ key = '', median, ratio = 1 }) => [
        key.replace('operator.', ''),
        figure(median),
        `${(1 / ratio).toFixed(2)} ×`,
      ]),
    ),
    'performance-upper-end': table(
      ['', 'Measured'],
      rowsOf('n8n-load').map(({ name, median, unit }) => [name, `${figure(median)} ${unit}`.trim()]),
    ),
    'performance-hour': results['n8n-hour']
      ? '![An hour of a team, seconds until all are told](images/performance-hour.svg)'
      : '',
    'performance-machine': machines(results),
  };
}

function machines(results: Results): string {
  const on = [...new Set(Object.values(results).map((one) => one.on))];
  return on.length === 0 ? 'Nothing has been measured yet.' : `Measured on ${on.join('; ')}.`;
}

function comparisonTable(rows: readonly Row[]): string {
  return table(
    ['What', 'Takes', 'Against', 'Ratio', 'To reach'],
    rows.map((row) => [
      row.name,
      `${figure(row.median)} ${row.unit}`.trim(),
      row.against ?? '',
      ...ratioOf(row),
    ]),
  );
}

/** A ratio in words, and what it has to be. */
function ratioOf({ ratio, isSpeed, limit, most, unit, verdict }: Row): [ratio: string, limit: string] {
  const mark = verdict === 'explained' || verdict === 'missed' ? ' (not reached)' : '';
  if (most !== undefined) return ['', `at most ${figure(most)} ${unit}`.trim() + mark];
  if (ratio === undefined) return ['', ''];
  const words = `${ratio.toFixed(2)} × as ${isSpeed === true ? 'fast' : 'long'}`;
  if (limit === undefined) return [words, ''];
  return [words, `${isSpeed === true ? 'at least' : 'at most'} ${limit} ×${mark}`];
}

function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

interface Bar {
  label: string;
  value: number;
  isOwn: boolean;
}

/** The pictures in docs/performance.md, by their files. One whose figures have not been measured is left out. */
export function performancePictures(results: Results): Record<string, string> {
  const n8n = results['n8n']?.rows ?? [];
  const hour = results['n8n-hour']?.rows ?? [];
  const delivery = results['delivery']?.rows ?? [];
  const perSecond = (row: Row) => 1_000 / row.median;
  const pictures: Record<string, [title: string, unit: string, bars: Bar[]]> = {
    n8n: [
      'Results that a real n8n deals with, a second',
      'a second',
      oncePerName(n8n)
        .filter(({ name }) => / \((?:defaults|lazy isolates)\)$/.test(name) && !/100 /.test(name))
        .map((row) => ({ label: row.name, value: perSecond(row), isOwn: isOwn(row.name) })),
    ],
    settings: [
      'APIContext Trigger → Temperstack by what an operator sets, results a second',
      'a second',
      oncePerName(n8n)
        .filter(({ name }) => name.startsWith('APIContext Trigger → Temperstack ('))
        .map((row) => ({
          label: row.name.replace(/^.*\((.*)\)$/, '$1'),
          value: perSecond(row),
          isOwn: !row.name.endsWith('(defaults)'),
        })),
    ],
    hour: [
      'An hour of a team: 1,200 results of 20 locations, seconds until all are told',
      's',
      oncePerName(hour).map((row) => ({
        label: row.name.replace('an hour of a team: ', ''),
        value: (row.median * 1_200) / 1_000,
        isOwn: isOwn(row.name),
      })),
    ],
    delivery: [
      'One alert sent to a server on the same machine, 64 at a time',
      'µs',
      oncePerName(delivery).map(({ name, median }) => ({ label: name, value: median, isOwn: isOwn(name) })),
    ],
  };
  return Object.fromEntries(
    Object.entries(pictures)
      .filter(([, [, , bars]]) => bars.length > 0)
      .map(([name, [title, unit, bars]]) => [
        `docs/images/performance-${name}.svg`,
        barChart(title, unit, bars),
      ]),
  );
}

function isOwn(name: string): boolean {
  return /alertbridge|APIContext Trigger|Alert From Event/i.test(name);
}

/** What is compared with several others stands several times among the rows. */
function oncePerName(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.name, row])).values()];
}

const WIDTH = 960;
const LEFT = 420;
const RIGHT = 110;
const ROW = 30;
const TOP = 56;

/** Bars one below the other, each with its label and its value. */
function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const height = TOP + bars.length * ROW + 16;
  const words = `${title}. ${bars.map(({ label, value }) => `${label}: ${figure(value)} ${unit}`).join('. ')}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(words)}" font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="13">`,
    `  <rect width="${WIDTH}" height="${height}" rx="12" fill="#ffffff"/>`,
    `  <text x="${WIDTH / 2}" y="32" text-anchor="middle" font-weight="600" fill="#0f172a" font-size="16">${escaped(title)}</text>`,
    ...bars.flatMap(({ label, value, isOwn: own }, index) => {
      const y = TOP + index * ROW;
      const width = Math.max(1, Math.round((value / most) * (WIDTH - LEFT - RIGHT)));
      return [
        `  <text x="${LEFT - 12}" y="${y + 16}" text-anchor="end" fill="#0f172a"${own ? ' font-weight="600"' : ''}>${escaped(label)}</text>`,
        `  <rect x="${LEFT}" y="${y}" width="${width}" height="22" rx="3" fill="${own ? '#0f766e' : '#94a3b8'}"/>`,
        `  <text x="${LEFT + width + 8}" y="${y + 16}" fill="#475569">${figure(value)} ${unit}</text>`,
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

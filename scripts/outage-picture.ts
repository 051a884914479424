import { parseAlert, type Report } from 'alertbridge';
import { emptyState, parsePolicy, track, type Policy } from 'alertbridge/track';

const MINUTE_MS = 60_000;
const MINUTES = 25;
const LOCATIONS = 20;
const START = Date.UTC(2026, 0, 5, 9);

const CELL = { width: 14, height: 9 };
const GRID = { width: MINUTES * CELL.width, height: LOCATIONS * CELL.height };
const LEFT = [100, 570] as const;
const TOP = 92;
const LANE = TOP + GRID.height + 26;

/** Whether a location sees the outage in a minute. It begins and ends in each a little earlier or later. */
function isDown(location: number, minute: number): boolean {
  const begins = 8 + ((location * 7) % 20) / 10;
  return minute >= begins && minute < begins + 5;
}

interface Told {
  minute: number;
  location: number;
  status: 'Alarm' | 'OK';
}

/** What is told of the outage: the tracker decides. @param idOf The alert that a location's results belong to. */
function toldOf(policy: Policy, idOf: (location: number) => string): Told[] {
  let state = emptyState();
  const told: Told[] = [];
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let location = 0; location < LOCATIONS; location++) {
      const status = isDown(location, minute) ? 'Alarm' : 'OK';
      const at = START + minute * MINUTE_MS + location * 1_000;
      const report: Report = {
        alert: parseAlert({ alert_name: 'Create order', alert_id: idOf(location), status }),
        reporter: `location ${location}`,
        kind: 'sample',
        at,
      };
      const tracked = track(state, report, policy, at);
      state = tracked.state;
      if (tracked.decision !== 'hold') told.push({ minute, location, status });
    }
  }
  return told;
}

/** An outage seen by 20 locations, as an SVG: what is told where each location has an alert, and where the call has one. */
export function outagePicture(): string {
  const before = toldOf(parsePolicy({}), (location) => `call location ${location}`);
  const after = toldOf(parsePolicy({ raiseAt: 2 }), () => 'call');
  const words = `An outage of one API call, seen from ${LOCATIONS} locations. Before, one alert for each location: ${counted(before)}. After, one alert for the call: ${counted(after)}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 380" role="img" aria-label="${words}" font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="13">`,
    '  <rect width="960" height="380" rx="12" fill="#ffffff"/>',
    ...panel(LEFT[0], 'Before: an alert for each location', before, before),
    ...panel(LEFT[1], 'After: one alert for the call', after, []),
    ...legend(),
    '</svg>',
    '',
  ].join('\n');
}

function counted(told: readonly Told[]): string {
  const alarms = told.filter(({ status }) => status === 'Alarm').length;
  const oks = told.length - alarms;
  return `${alarms} ${alarms === 1 ? 'page' : 'pages'}, ${oks} ${oks === 1 ? 'all-clear' : 'all-clears'}`;
}

/** @param marked What is told by one location for itself, and so stands in its row. */
function panel(left: number, title: string, told: readonly Told[], marked: readonly Told[]): string[] {
  const middle = left + GRID.width / 2;
  const x = (minute: number) => left + minute * CELL.width + CELL.width / 2;
  return [
    `  <text x="${middle}" y="34" text-anchor="middle" font-weight="600" fill="#0f172a" font-size="16">${title}</text>`,
    `  <text x="${middle}" y="62" text-anchor="middle" fill="#b91c1c" font-size="20" font-weight="600">${counted(told)}</text>`,
    `  <rect x="${left}" y="${TOP}" width="${GRID.width}" height="${GRID.height}" fill="#ecfdf5"/>`,
    ...failing().map(
      ({ location, from, until }) =>
        `  <rect x="${left + from * CELL.width}" y="${TOP + location * CELL.height}" width="${(until - from) * CELL.width}" height="${CELL.height - 1}" fill="${marked.length > 0 ? '#fca5a5' : '#fecaca'}"/>`,
    ),
    ...marked.map(({ minute, location, status }) =>
      mark(x(minute), TOP + location * CELL.height + (CELL.height - 1) / 2, status, 4),
    ),
    ...(marked.length > 0
      ? []
      : lane(
          left,
          told.map(({ minute, status }) => ({ x: x(minute), status })),
        )),
    `  <text x="${left - 10}" y="${TOP + GRID.height / 2}" text-anchor="end" fill="#475569">20 locations</text>`,
    `  <text x="${left}" y="${LANE + 26}" fill="#475569">9:00</text>`,
    `  <text x="${left + GRID.width}" y="${LANE + 26}" text-anchor="end" fill="#475569">9:25</text>`,
  ];
}

/** One line of what is told, below all locations. */
function lane(left: number, told: readonly { x: number; status: Told['status'] }[]): string[] {
  return [
    ...told.map(
      ({ x }) => `  <path d="M${x} ${TOP} V${LANE}" stroke="#64748b" stroke-dasharray="3 3" fill="none"/>`,
    ),
    `  <path d="M${left} ${LANE} H${left + GRID.width}" stroke="#94a3b8" fill="none"/>`,
    `  <text x="${left - 10}" y="${LANE + 4}" text-anchor="end" fill="#475569">the call</text>`,
    ...told.map(({ x, status }) => mark(x, LANE, status, 6)),
  ];
}

function failing(): { location: number; from: number; until: number }[] {
  return Array.from({ length: LOCATIONS }, (_, location) => {
    const down = Array.from({ length: MINUTES }, (_, minute) => minute).filter((minute) =>
      isDown(location, minute),
    );
    return { location, from: down[0] ?? 0, until: (down.at(-1) ?? -1) + 1 };
  });
}

function mark(x: number, y: number, status: Told['status'], radius: number): string {
  return `  <circle cx="${x}" cy="${y}" r="${radius}" fill="${status === 'Alarm' ? '#b91c1c' : '#15803d'}" stroke="#ffffff"/>`;
}

function legend(): string[] {
  const y = LANE + 52;
  return [
    mark(300, y, 'Alarm', 6),
    `  <text x="312" y="${y + 5}" fill="#0f172a">Alarm: somebody is paged</text>`,
    mark(510, y, 'OK', 6),
    `  <text x="522" y="${y + 5}" fill="#0f172a">OK: the alert closes</text>`,
  ];
}

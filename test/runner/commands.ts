/** A workflow command that a step has printed: `::name key=value::data`. */
export interface Command {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** What a step has printed, as the runner takes it. */
export interface Printed {
  /** Lines that are not commands, and the annotations' texts, each with the masks that were known when it came. */
  log: string[];
  commands: Command[];
  masks: string[];
}

const KNOWN = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

/** Reads output as the runner's ActionCommand does: `::` at the start of a line, and the older `##[` anywhere in it. */
export function readOutput(stdout: string): Printed {
  const printed: Printed = { log: [], commands: [], masks: [] };
  for (const line of stdout.split(/\r?\n/)) {
    const command = commandIn(line);
    if (command?.name === 'add-mask') printed.masks.push(command.data);
    if (command) printed.commands.push(command);
    if (command?.name !== 'add-mask' && line !== '') {
      printed.log.push(
        masked(command === undefined ? line : `${command.name}: ${command.data}`, printed.masks),
      );
    }
  }
  return printed;
}

export function masked(text: string, masks: readonly string[]): string {
  return [...masks]
    .sort((a, b) => b.length - a.length)
    .reduce((shown, mask) => shown.replaceAll(mask, '***'), text);
}

function commandIn(line: string): Command | undefined {
  const current = /^\s*::([\w-]+)(?: (.*?))?::(.*)$/.exec(line);
  const older = /##\[([\w-]+)(?: (.*?))?\](.*)$/.exec(line);
  const [, name = '', properties = '', data = ''] = current ?? older ?? [];
  if (!KNOWN.includes(name)) return undefined;
  return {
    name,
    properties: Object.fromEntries(
      properties
        .split(current ? ',' : ';')
        .map((pair) => pair.trim().split(/=(.*)/s))
        .flatMap(([key, value]) => (key && value ? [[key, unescaped(value)]] : [])),
    ),
    data: unescaped(data),
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** Reads a file command's file as the runner does: `name=value`, or `name<<delimiter` up to a line that is the delimiter. */
export function readFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc) {
      const end = lines.indexOf(heredoc[2] ?? '');
      if (end < 0) throw new Error(`The delimiter of ${heredoc[1]} does not come again.`);
      values[heredoc[1] ?? ''] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
      continue;
    }
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
    if (name === undefined) throw new Error(`This is no file command: ${line}`);
    values[name] = value ?? '';
  }
  return values;
}

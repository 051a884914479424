import { valueAt } from '../../path.ts';
import { integerAt, textAt } from './payload.ts';

/** The variables that the runner sets for each step. */
export type RunnerEnvironment = Record<string, string | undefined>;

/** What the runs of one alert have in common: a branch, a pull request, or all the tags. */
export interface Line {
  kind: 'branch' | 'pull request' | 'tag';
  /** As part of an alert's id: the branch that the work goes to, `refs/pull/5`, `refs/tags`. */
  id: string;
  /** As a person names it. */
  name: string;
  /** The full ref, e.g. `refs/tags/v1.0`. */
  ref: string;
  /** `undefined` where GitHub does not say which branch is the default one. */
  isDefault: boolean | undefined;
  /** Where the work is deployed to, where the event says so. */
  environment: string | undefined;
  /** By which branch GitHub lists the line's runs; `undefined` where they have no branch in common. */
  listedBranch: string | undefined;
}

/**
 * Where the work of a run goes to: the branch, not the merge queue's own; the branch that a merged pull request went into;
 * for a deployment of a commit, the default branch.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function lineOf(env: RunnerEnvironment, payload: unknown): Line {
  const pullRequest = integerAt(payload, 'pull_request.number');
  const queueBase = textAt(payload, 'merge_group.base_ref');
  const isDeployment = (valueAt(payload, 'deployment') ?? undefined) !== undefined;
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const ref = env['GITHUB_REF'] || (env['GITHUB_REF_NAME'] ? `refs/heads/${env['GITHUB_REF_NAME']}` : '');
  const defaultBranch = textAt(payload, 'repository.default_branch');
  const environment = textAt(payload, 'deployment.environment') ?? textAt(payload, 'inputs.environment');

  const isMerged = valueAt(payload, 'pull_request.merged') === true && isBranch(ref);
  if (pullRequest !== undefined && name.startsWith('pull_request') && !isMerged) {
    const head = env['GITHUB_HEAD_REF'] || textAt(payload, 'pull_request.head.ref');
    return {
      kind: 'pull request',
      id: `refs/pull/${pullRequest}`,
      name: head ?? `#${pullRequest}`,
      ref: `refs/pull/${pullRequest}/merge`,
      isDefault: false,
      environment,
      listedBranch: head,
    };
  }
  if (ref.startsWith('refs/tags/')) {
    return {
      kind: 'tag',
      id: 'refs/tags',
      name: 'a tag',
      ref,
      isDefault: false,
      environment,
      listedBranch: undefined,
    };
  }
  if (/^refs\/pull\//.test(ref)) {
    const id = ref.replace(/\/(?:merge|head)$/, '');
    const head = env['GITHUB_HEAD_REF'] || undefined;
    return {
      kind: 'pull request',
      id,
      name: head ?? id,
      ref,
      isDefault: false,
      environment,
      listedBranch: head,
    };
  }
  const deployed = textAt(payload, 'deployment.ref') ?? '';
  const branch =
    withoutHeads(queueBase ?? '') ||
    withoutHeads(ref) ||
    (/^[0-9a-f]{40}$/.test(deployed) ? '' : withoutHeads(deployed)) ||
    defaultBranch ||
    'HEAD';
  return {
    kind: 'branch',
    id: branch,
    name: branch,
    ref: `refs/heads/${branch}`,
    isDefault: branch === 'HEAD' || defaultBranch === undefined ? undefined : branch === defaultBranch,
    environment,
    // The runs of a merge queue, of pull requests and of deployments are listed by other branches than the one they are for.
    listedBranch: queueBase !== undefined || pullRequest !== undefined || isDeployment ? undefined : branch,
  };
}

/** The line of a run as GitHub's `workflow_run` event has it. */
export function lineOfRun(
  run: {
    event: string;
    head_branch: string | null;
    pull_requests?: readonly { number: number }[] | null | undefined;
  },
  defaultBranch: string | null | undefined,
): Line {
  const branch = run.head_branch ?? '';
  const queue = /^gh-readonly-queue\/(.+)\/[^/]+$/.exec(branch)?.[1];
  // Each run of a merge queue has a branch of its own.
  const common = { environment: undefined, listedBranch: (queue === undefined && branch) || undefined };
  if (run.event.startsWith('pull_request')) {
    const number = run.pull_requests?.[0]?.number;
    const id = `refs/pull/${number ?? branch}`;
    return { kind: 'pull request', id, name: branch || id, ref: id, isDefault: false, ...common };
  }
  const into = queue ?? branch;
  return {
    kind: 'branch',
    id: into,
    name: into,
    ref: `refs/heads/${into}`,
    isDefault: branch === '' || !defaultBranch ? undefined : into === defaultBranch,
    ...common,
  };
}

/** The words that stand for more than the one branch of that name. */
const WORDS: Record<string, (line: Line) => boolean> = {
  // Better a page too many than none because GitHub did not say which branch is the default one.
  default: ({ isDefault }) => isDefault !== false,
  'pull-requests': ({ kind }) => kind === 'pull request',
  tags: ({ kind }) => kind === 'tag',
  all: () => true,
};

/**
 * Whether a line is among those wanted: `default`, `pull-requests`, `tags`, `all`, or patterns of branches (`release/*`) and of
 * full refs (`refs/tags/v*`), in which `*` stands for anything but a slash and `**` for anything.
 */
export function isWantedLine(line: Line, wanted: readonly string[]): boolean {
  return wanted.some((pattern) => {
    const word = Object.hasOwn(WORDS, pattern) ? WORDS[pattern] : undefined;
    if (word?.(line)) return true;
    if (pattern.startsWith('refs/')) return matchesPattern(line.ref, pattern);
    return line.kind === 'branch' && matchesPattern(line.name, pattern);
  });
}

/** Whether a text is as a pattern has it, in which `*` stands for anything but a slash and `**` for anything. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`).test(text);
}

function isBranch(ref: string): boolean {
  return ref.startsWith('refs/heads/');
}

function withoutHeads(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

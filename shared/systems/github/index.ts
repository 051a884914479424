/** GitHub as a source: the ends of workflow runs and jobs, and the job that a step runs in. */
import type { Source } from '../../source.ts';
import { parse, recognises, shapes, type GitHubEvent } from './event.ts';
import { matches, schemaOfFilters, type Filter } from './filter.ts';
import { schemaOfMappings, toReports, whyIgnored, type Mapping } from './mapping.ts';
import { schemaOfJobs } from './job.ts';
import { sample } from './sample.ts';

export const github: Source<GitHubEvent, Filter, Mapping> = {
  name: 'github',
  title: 'GitHub',
  shapes,
  recognises,
  parse,
  matches,
  toReports,
  whyIgnored,
  get filterSchema() {
    return schemaOfFilters();
  },
  get mappingSchema() {
    return schemaOfMappings();
  },
  sample,
};

/** What may stand in a filter; see {@link Filter}. */
export const filterSchema = /* @__PURE__ */ schemaOfFilters();
/** What may stand in a mapping, with its defaults; see {@link Mapping}. */
export const mappingSchema = /* @__PURE__ */ schemaOfMappings();
/** What a {@link Job} is. */
export const jobSchema = /* @__PURE__ */ schemaOfJobs();

export { matches, parse, recognises, sample, shapes, toReports, whyIgnored };
export type { Filter, GitHubEvent, Mapping };
export { CONCLUSIONS, type Conclusion, type WorkflowJobEvent, type WorkflowRunEvent } from './event.ts';
export { DEFAULT_SCOPE, DEFAULT_STATUS_FOR, SCOPES } from './mapping.ts';
export { forkOf } from './event.ts';
export { jobOfRun } from './run.ts';
export * from './alert.ts';
export * from './environment.ts';
export * from './history.ts';
export * from './line.ts';
export { JOB_STATUSES, type JobStatus } from './job-status.ts';
export { parseJob, type Job } from './job.ts';
export { sampleJob } from './sample.ts';

/** How a job stands, by the words of the `job.status` context. A job that ran out of time is `cancelled`. */
export const JOB_STATUSES = ['success', 'failure', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

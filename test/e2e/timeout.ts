/** A real n8n on two slow cores, with other tests' executions still to end, takes its time. */
const A_TEST_MAY_TAKE_MS = 120_000;

jest.setTimeout(A_TEST_MAY_TAKE_MS);

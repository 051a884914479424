import { createPauses } from 'alertbridge/host';

/** The pauses that destinations have asked for hold for all executions of this process. */
export const PAUSES = createPauses();

/** Ends with 1 where the committed bundle of the action is not what its sources make, or has grown too large. */
import { faultsOfActionBundle } from './action-bundle.ts';

const faults = await faultsOfActionBundle();
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error('Run npm run build, and commit action/dist.');
  process.exitCode = 1;
}

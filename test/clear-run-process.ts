/** A process that clears what an interrupted test run left: its test runner has one millisecond, this has all the time. */
import { clearRun } from './clear-run.ts';

await clearRun(process.argv[2] ?? '');

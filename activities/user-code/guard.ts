/**
 * Runs beside user code, in a thread of the same child process, where nothing that the code does can hold it up. Ends the process
 * when it has grown too large, and when its parent is gone, whom it would otherwise outlive for ever in a loop.
 */
import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 100;

const { memoryMb } = workerData as { readonly memoryMb: number };
const parent = process.ppid;

setInterval(() => {
  const isTooLarge = process.memoryUsage.rss() > memoryMb * 2 ** 20;
  if (isTooLarge || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);

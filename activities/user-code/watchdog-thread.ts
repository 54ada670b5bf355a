/**
 * Runs in a thread beside the main one, which user code may hold for ever. When the main thread takes no turn any more, this looks
 * into it by the inspector's protocol (no port is opened), asks whose code is at work, notes it and ends the process: nothing
 * less ends a loop in the main thread.
 */
import { writeSync } from 'node:fs';
import { Session, type Debugger } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { noteStoppedWork } from '../../stores/stopped-work.ts';
import { CULPRIT_KEY, lastWords, problemOf, type Culprit } from './culprit.ts';
import { AT_WORK, LIMIT_MS, TURNS, type WatchdogStart } from './watchdog.ts';

const { shared, tickMs, file } = workerData as WatchdogStart;
const CULPRIT = `globalThis[Symbol.for(${JSON.stringify(CULPRIT_KEY)})]()`;
let seen = 0;
let silentMs = 0;

setInterval(() => {
  const turns = Atomics.load(shared, TURNS);
  const isQuiet = turns === seen && Atomics.load(shared, AT_WORK) > 0;
  silentMs = isQuiet ? silentMs + tickMs : 0;
  seen = turns;
  const limitMs = Atomics.load(shared, LIMIT_MS);
  if (silentMs <= limitMs) return;
  silentMs = 0;
  lookInside(limitMs);
}, tickMs);

function lookInside(limitMs: number): void {
  const session = new Session();
  session.connectToMainThread();
  session.once('Debugger.paused', ({ params }: { params: Debugger.PausedEventDataType }) => {
    const callFrameId = params.callFrames[0]?.callFrameId ?? '';
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: CULPRIT }, (_error, found) => {
      const text: unknown = found?.result.value;
      const culprit = typeof text === 'string' ? (JSON.parse(text) as Culprit | null) : null;
      if (culprit !== null) end(culprit, limitMs);
      // What holds the thread is no user code: it goes on.
      else session.disconnect();
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

function end(culprit: Culprit, limitMs: number): void {
  if (file !== null) noteStoppedWork(file, culprit.key, problemOf(culprit, 'hung'));
  // Not by process.stderr, which needs the main thread.
  writeSync(2, lastWords(culprit, `has held this process for ${limitMs / 1_000} seconds`, file !== null));
  process.kill(process.pid, 'SIGKILL');
}

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InvalidRequest } from '../../domain/errors.ts';
import { currentCallScope, type CallScope } from '../../lm/call-scope.ts';
import { answerCall } from './answer-call.ts';
import { CodeChanged } from './code-changed.ts';
import { loaderMark } from './loader-mark.ts';
import type { FromChild, Start, ToChild, Work } from './messages.ts';
import { tickMsOf } from './own-time.ts';
import { createPending, type Pending } from './pending.ts';
import { fromPlain, toPlain } from './plain-error.ts';

export interface ProcessOptions extends Pick<Start, 'file' | 'expected' | 'memoryMb'> {
  readonly timeoutMs: number;
  readonly env: { readonly [name: string]: string | undefined };
}

/** How a child ended that nobody ended in good order. */
export type Loss = 'hung' | 'out-of-memory' | 'exited' | 'threw';

export type JobEnd =
  | { readonly kind: 'done'; readonly outcome: unknown }
  /** It took its time and did not end, in a process that takes turns: it alone is to blame. */
  | { readonly kind: 'over'; readonly answered: boolean }
  /** The process is gone, by this piece of work or by another one in it. */
  | { readonly kind: 'lost'; readonly loss: Loss; readonly answered: boolean };

interface Job {
  readonly scope: CallScope;
  readonly end: Pending<JobEnd>;
  callsUnderWay: number;
  ownMs: number;
  answered: boolean;
}

/** The parent has loaded the file before. */
const LOADING_MS = 120_000;

const ENTRY = fileURLToPath(
  new URL(`child.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
);

/**
 * A child process with a task's code, seen from its parent. Only a process can be ended for certain: a thread in a loop of V8's own
 * functions does not hear `terminate`. All time is counted in beats and ticks and not by the clock: a machine that slept, or a
 * parent that was held up, is no fault of the code.
 */
export class UserProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #options: ProcessOptions;
  readonly #tickMs: number;
  readonly #jobs = new Map<number, Job>();
  readonly #opened = createPending<void>();
  readonly #timer: NodeJS.Timeout;
  #nextJob = 0;
  #silentMs = 0;
  #isReady = false;
  #isGone = false;
  #isRetired = false;

  /** @throws InvalidRequest when the file cannot be used in a process of its own; CodeChanged when it gives other code there */
  static async open(options: ProcessOptions): Promise<UserProcess> {
    const opened = new UserProcess(options);
    await opened.#opened.promise;
    return opened;
  }

  private constructor(options: ProcessOptions) {
    const { file, expected, env, memoryMb, timeoutMs } = options;
    this.#options = options;
    this.#tickMs = tickMsOf(timeoutMs);
    const start: Start = { file, expected, loader: loaderMark(), memoryMb, beatEveryMs: this.#tickMs };
    this.#child = fork(ENTRY, [JSON.stringify(start)], {
      env: env as NodeJS.ProcessEnv,
      // A debugger's port is taken by the parent.
      execArgv: [
        ...process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
        `--max-old-space-size=${Math.ceil(memoryMb)}`,
      ],
      serialization: 'advanced',
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', resolve).once('error', resolve);
    });
    this.#child.on('message', (message: FromChild) => this.#hear(message));
    this.#child.on('exit', (_code, signal) => this.#onExit(lossBy(signal)));
    this.#child.on('error', () => this.#lose('exited'));
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
  }

  /** False once it takes no more work. */
  get isOpen(): boolean {
    return !this.#isGone && !this.#isRetired;
  }

  /** Never rejects for what the code does; rejects with what says nothing about it. */
  run(work: Work): Promise<JobEnd> {
    const job = (this.#nextJob += 1);
    const end = createPending<JobEnd>();
    if (this.#isGone) return Promise.resolve({ kind: 'lost', loss: 'exited', answered: false });
    this.#jobs.set(job, { scope: currentCallScope(), end, callsUnderWay: 0, ownMs: 0, answered: false });
    this.#say({ kind: 'work', job, work });
    return end.promise;
  }

  /** Takes no more work; ends when what is under way has ended. */
  retire(): void {
    this.#isRetired = true;
    if (this.#jobs.size === 0) void this.close();
  }

  async close(): Promise<void> {
    this.#lose('exited');
    await this.#exited;
  }

  /** What it said last may still be on its way. */
  #onExit(loss: Loss): void {
    if (this.#child.connected) this.#child.once('disconnect', () => this.#lose(loss));
    else this.#lose(loss);
  }

  /** A child that has just ended will be noticed by its exit. */
  #say(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #hear(message: FromChild): void {
    this.#silentMs = 0;
    if (message.kind === 'ready') {
      this.#isReady = true;
      this.#opened.resolve();
    } else if (message.kind === 'threw') this.#lose('threw');
    else if (message.kind === 'unusable') this.#refuse(fromPlain(message.error));
    else if (message.kind === 'beat') this.#charge();
    else this.#hearOf(message, this.#jobs.get(message.job));
  }

  #hearOf(message: Extract<FromChild, { job: number }>, job: Job | undefined): void {
    if (message.kind === 'call') void this.#answer(message, job);
    else if (job === undefined) return;
    else if (message.kind === 'answered') job.answered = true;
    else if (message.kind === 'done') this.#end(message.job, { kind: 'done', outcome: message.outcome });
    else this.#end(message.job, fromPlain(message.error));
  }

  /** A call of work that is over is not made. */
  async #answer(
    { call, outgoing }: Extract<FromChild, { kind: 'call' }>,
    job: Job | undefined,
  ): Promise<void> {
    if (job === undefined) return;
    job.callsUnderWay += 1;
    try {
      this.#say({ kind: 'answer', call, response: await answerCall(job.scope, outgoing) });
    } catch (error) {
      this.#say({ kind: 'refusal', call, error: toPlain(error) });
    } finally {
      job.callsUnderWay -= 1;
    }
  }

  #charge(): void {
    for (const [number, job] of this.#jobs) {
      if (job.callsUnderWay === 0) job.ownMs += this.#tickMs;
      if (job.ownMs <= this.#options.timeoutMs) continue;
      this.#end(number, { kind: 'over', answered: job.answered });
      // What it still does must not go on for ever beside others.
      this.retire();
    }
  }

  #tick(): void {
    if (this.#isReady && this.#jobs.size === 0) return;
    this.#silentMs += this.#tickMs;
    if (this.#isReady && this.#silentMs > this.#options.timeoutMs) this.#lose('hung');
    if (!this.#isReady && this.#silentMs > LOADING_MS)
      this.#refuse(new Error(`It did not load within ${LOADING_MS / 1_000} seconds.`));
  }

  #end(number: number, how: JobEnd | Error): void {
    const job = this.#jobs.get(number);
    this.#jobs.delete(number);
    if (this.#jobs.size === 0) this.#silentMs = 0;
    if (how instanceof Error) job?.end.reject(how);
    else job?.end.resolve(how);
    if (this.#isRetired && this.#jobs.size === 0) void this.close();
  }

  #refuse({ name, message }: Error): void {
    const { file } = this.#options;
    const words = `The task file ${file} cannot run in a process of its own. ${message}`;
    this.#opened.reject(name === 'TaskChanged' ? new CodeChanged(words) : new InvalidRequest(words));
    void this.close();
  }

  #lose(loss: Loss): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearInterval(this.#timer);
    this.#opened.reject(
      new Error(`The process of the task file ${this.#options.file} ended while it was loaded (${loss}).`),
    );
    for (const [number, { answered }] of this.#jobs) this.#end(number, { kind: 'lost', loss, answered });
    this.#child.kill('SIGKILL');
  }
}

/** Signals that we have not sent: V8 aborts when its heap is full, the guard and the system kill what is too large. */
function lossBy(signal: NodeJS.Signals | null): Loss {
  return signal === 'SIGABRT' || signal === 'SIGKILL' ? 'out-of-memory' : 'exited';
}

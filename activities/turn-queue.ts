import { PriorityQueue, type Queue, type QueueAddOptions, type RunFunction } from 'p-queue';

export type TurnOptions = QueueAddOptions & {
  /** Whose work it is. */
  readonly runId: string;
};

/** Work that waits: runs take turns, and of each run the most urgent goes first. A single run sees a priority queue. */
export class TurnQueue implements Queue<RunFunction, TurnOptions> {
  /** The first has the next turn; none is empty. */
  readonly #byRun = new Map<string, PriorityQueue>();

  enqueue(work: RunFunction, { runId = '', ...options }: Partial<TurnOptions> = {}): void {
    const queue = this.#byRun.get(runId) ?? new PriorityQueue();
    queue.enqueue(work, options);
    this.#byRun.set(runId, queue);
  }

  dequeue(): RunFunction | undefined {
    for (const [runId, queue] of this.#byRun) {
      const work = queue.dequeue();
      this.#byRun.delete(runId);
      if (queue.size > 0) this.#byRun.set(runId, queue);
      return work;
    }
    return undefined;
  }

  filter(options: Readonly<Partial<TurnOptions>>): RunFunction[] {
    return [...this.#byRun.values()].flatMap((queue) => queue.filter(options) as RunFunction[]);
  }

  remove(id: string): void {
    for (const [runId, queue] of this.#byRun) {
      queue.remove(id);
      if (queue.size === 0) this.#byRun.delete(runId);
    }
  }

  /** Nothing of ours changes its urgency while it waits. */
  setPriority(id: string): void {
    throw new ReferenceError(`The work ${id} keeps the priority that it was queued with.`);
  }

  get size(): number {
    return [...this.#byRun.values()].reduce((sum, queue) => sum + queue.size, 0);
  }
}

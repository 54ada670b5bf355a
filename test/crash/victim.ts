import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonResult } from '../../client/report.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readJournal } from '../evidence/gather-evidence.ts';
import { jsonOf, startCrewMember, type CrewMember } from './crew-member.ts';
import { evidenceOfHome } from './home-evidence.ts';
import { killServerOf } from './home-server.ts';

const START = fileURLToPath(new URL('../../examples/01-ticket-triage/start.ts', import.meta.url));

/** A home folder in which the example is optimized, killed and started again. */
export interface Victim {
  readonly home: string;
  /** Starts the example, as `npm start -- --json` does; its practice server dies with it. */
  start(): CrewMember;
  /** Kills this home's Temporal server at once. */
  killServer(): void;
  programText(): string;
  /** Once all that was started has ended. */
  evidence(): Promise<Evidence>;
  remove(): Promise<void>;
}

export function createVictim({ binary }: { readonly binary: string }): Victim {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-victim-'));
  const env = { DURABLE_MIPRO_HOME: home, DURABLE_MIPRO_TEMPORAL_CLI: binary };
  const journal = join(home, 'practice-journal.jsonl');
  const started: CrewMember[] = [];
  return {
    home,
    start: () => {
      const running = startCrewMember({ name: `start ${started.length}`, command: [START, '--json'], env });
      started.push(running);
      return running;
    },
    killServer: () => killServerOf(home),
    programText: () => readFileSync(programFile(home), 'utf8'),
    evidence: () =>
      evidenceOfHome({
        home,
        binary,
        journal: readJournal(journal),
        logs: started.flatMap((running) => running.logs()),
      }),
    remove: async () => {
      // A test that failed has left its processes running.
      for (const running of started) await running.kill();
      killServerOf(home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What the example prints at its end. */
export function resultOf(running: CrewMember): Promise<JsonResult> {
  return jsonOf<JsonResult>(running);
}

function programFile(home: string): string {
  const runs = join(home, 'runs', 'ticket-triage');
  const [only] = readdirSync(runs);
  return join(runs, only ?? '', 'program.json');
}

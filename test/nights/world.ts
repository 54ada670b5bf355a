import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { startPracticeServer, type PracticeServer } from '../../lm/practice/index.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { startCrewMember, type CrewMember } from '../crash/crew-member.ts';
import { killServerOf, withServerOf } from '../crash/home-server.ts';

const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));
export const TASK_FILE = fileURLToPath(new URL('day-task.ts', import.meta.url));
export const TASK = 'drifting';

/** One story's home with a Temporal server of its own, and a model. */
export interface NightsWorld {
  readonly home: string;
  readonly model: PracticeServer;
  readonly champions: FileChampionRegistry;
  readonly reports: NightReports;
  setDay(day: number): void;
  /** A command of the product in a process of its own. */
  command(...args: readonly string[]): CrewMember;
  /** A worker, once it serves. */
  worker(): Promise<CrewMember>;
  atServer<T>(use: (client: Client) => Promise<T>): Promise<T>;
  killServer(): void;
}

/** Gives a story its world, and clears it afterwards. */
export async function inWorld<T>(
  { asks = false }: { readonly asks?: boolean },
  story: (world: NightsWorld) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-nights-'));
  const binary = await findBinary({ log: () => {} });
  const model = await startPracticeServer();
  const crew: CrewMember[] = [];
  const dayFile = join(home, 'day');
  const env = {
    DURABLE_MIPRO_HOME: home,
    DURABLE_MIPRO_TEMPORAL_CLI: binary,
    NIGHTS_MODEL: model.url,
    NIGHTS_DAY: dayFile,
    ...(asks && { NIGHTS_ASKS: '1' }),
  };
  const command = (...args: readonly string[]) => {
    const member = startCrewMember({ name: args[0] ?? '', command: [CLI, ...args], env });
    crew.push(member);
    return member;
  };
  try {
    return await story({
      home,
      model,
      champions: new FileChampionRegistry(home),
      reports: new NightReports(home),
      setDay: (day) => writeFileSync(dayFile, String(day)),
      command,
      worker: async () => {
        const member = command('worker', TASK_FILE);
        await member.says('serving');
        return member;
      },
      atServer: (use) => withServerOf({ home, binary }, use),
      killServer: () => void killServerOf(home),
    });
  } finally {
    await Promise.all(crew.map((member) => member.kill()));
    killServerOf(home);
    await model.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Ends well, or says what it wrote. */
export async function succeeds(member: CrewMember): Promise<void> {
  const code = await member.ended;
  if (code !== 0) throw new Error(`${member.name} ended with code ${code}:\n${member.stderr()}`);
}

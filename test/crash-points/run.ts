import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../../workers/compressed-payloads.ts';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { openLab } from '../run/lab.ts';
import { everyKind } from './every-kind.ts';
import { tryPoints, type Surroundings, type Tally } from './kind.ts';

/**
 * `npm run test:crash-points [-- --kind <words> --stride <n> --at-once <n>]`: tries every crash point of a small run on
 * a Temporal server of its own and prints a table by kind. Exits with 1 when a point is not covered, ends in another
 * program or pays for more answers again than it may.
 */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string', default: '' },
      stride: { type: 'string', default: '1' },
      'at-once': { type: 'string', default: '4' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'durable-mipro-crash-points-'));
  const binary = await findBinary({ log: (line) => console.error(line) });
  const server = await ensureDevServer({ home: folder, binary, log: () => {} });
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, dataConverter });
  const opened: (() => Promise<void>)[] = [];
  const surroundings: Surroundings = {
    address: server.address,
    open: async (conditions) => {
      const { lab, close } = await openLab({ address: server.address, client }, conditions);
      opened.push(close);
      return lab;
    },
  };
  try {
    const { kinds, remove } = await everyKind(surroundings);
    opened.push(async () => remove());
    const tallies: Tally[] = [];
    for (const kind of kinds.filter(({ name }) => name.includes(values.kind))) {
      const startedAt = performance.now();
      const tally = await tryPoints(kind, {
        stride: Number(values.stride),
        atOnce: Number(values['at-once']),
      });
      tallies.push(tally);
      console.error(`${lineOf(tally)}  ${Math.round((performance.now() - startedAt) / 1000)} s`);
      for (const failure of tally.failures) console.error(`  ${failure}`);
    }
    console.log([HEAD, ...tallies.map(lineOf)].join('\n'));
    const isWhole = (tally: Tally) => values.stride !== '1' || tally.covered === tally.points;
    return tallies.every((tally) => isWhole(tally) && tally.failures.length === 0);
  } finally {
    await Promise.all(opened.map((close) => close()));
    await connection.close();
    await server.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

const HEAD = lineFrom(['kind', 'points', 'covered', 'same program', 'by itself', 'repeated at most']);

function lineOf({ name, points, covered, same, byItself, mostRepeated }: Tally): string {
  return lineFrom([name, points, covered, same, byItself, mostRepeated].map(String));
}

function lineFrom([name = '', ...figures]: readonly string[]): string {
  return name.padEnd(48) + figures.map((figure) => figure.padStart(18)).join('');
}

process.exitCode = (await main()) ? 0 : 1;

import { parseArgs } from 'node:util';
import { outage } from './outage.ts';
import { races } from './races.ts';
import type { Story } from './story.ts';
import { threeNights } from './three-nights.ts';

/**
 * `npm run test:nights -- --races 20 --seed 1`: three nights by a real schedule with the death of worker and server in the
 * second, nights that are due while the server is away, and races of two nights to promote. Some minutes. Exits with 1
 * when anything is not as it should be.
 */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { races: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
  });
  const stories = [
    () => threeNights(),
    () => outage('longer'),
    () => outage('shorter'),
    () => races({ count: Number(values.races), seed: Number(values.seed) }),
  ];
  let isGood = true;
  for (const story of stories) {
    const told = await story();
    process.stdout.write(`${lineOf(told)}\n`);
    isGood &&= told.problems.length === 0;
  }
  return isGood;
}

function lineOf({ name, facts, problems }: Story): string {
  const figures = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
  const verdict = problems.length === 0 ? 'good' : problems.join('; ');
  return `${name}: ${verdict} (${figures.join(', ')})`;
}

process.exitCode = (await main()) ? 0 : 1;

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { rng } from '../../optimizer/rng.ts';
import { promotionOf } from './a-promotion.ts';
import { openRegistry } from './open-registry.ts';

// Promotes a first champion for each task it reads, after a wait drawn from its own stream, and says what came of it.
const [kind = '', place = '', name = ''] = process.argv.slice(2);
const { registry, close } = await openRegistry(kind, place);
const waits = rng(1, name, 0);
process.stdout.write('ready\n');
for await (const task of createInterface({ input: process.stdin })) {
  await sleep(waits.below(4));
  const outcome = await registry.promote(promotionOf(task, { promotionId: name }));
  process.stdout.write(`${outcome.kind}\n`);
}
await close();

/** `npm run test:fuzz -- --mutations 10000 --seed 1`: every reader of text from elsewhere, against changed texts. */
import { parseArgs } from 'node:util';
import { attack } from './attack.ts';
import { READERS } from './readers.ts';

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const options = { mutations: Number(values.mutations), seed: Number(values.seed) };

for (const reader of READERS.filter(({ name }) => name.includes(values.only))) {
  const startedMs = performance.now();
  const { read, refused, trouble } = await attack(reader, options);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${reader.name.padEnd(30)} ${read} read, ${refused} refused, ${seconds} s\n`);
  for (const line of trouble) process.stdout.write(`  ${line}\n`);
  if (trouble.length > 0) process.exitCode = 1;
}

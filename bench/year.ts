/**
 * `npm run bench:year`: simulated years of nights, as the promotion gate decides them. First without any true gain, then
 * with five points; the figures of docs/promotion.md.
 */
import { parseArgs } from 'node:util';
import { FIVE_POINTS, NO_GAIN, type YearCase } from './nights/year-cases.ts';
import { figuresOf, yearTable, type YearFigures } from './nights/year-figures.ts';

const HELP = `npm run bench:year -- [options]
  --years <n>       simulated years of each case without a gain (default 1000)
  --gain-years <n>  of each case with five points (default 200); 0 leaves them out, as it does above
  --json            print one JSON object on stdout
`;

function measured(cases: readonly YearCase[], years: number): YearFigures[] {
  if (years === 0) return [];
  return cases.map((one) => {
    const figures = figuresOf(one, years);
    process.stderr.write(`${yearTable('', [figures]).split('\n').at(-2)}\n`);
    return figures;
  });
}

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '1000' },
    'gain-years': { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const noGain = measured(NO_GAIN, Number(values.years));
  const fivePoints = measured(FIVE_POINTS, Number(values['gain-years']));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ schema: 1, noGain, fivePoints })}\n`
      : [yearTable('no gain', noGain), yearTable('five points', fivePoints)].join('\n'),
  );
}

/**
 * `npm run bench:year`: simulated years of nights, as the promotion gate decides them. First without any true gain, then
 * with five points; the figures of docs/promotion.md.
 */
import { parseArgs } from 'node:util';
import { firstPromotion } from './nights/simulated-year.ts';
import { FIVE_POINTS, NO_GAIN, type YearCase } from './nights/year-cases.ts';

const HELP = `npm run bench:year -- [options]
  --years <n>  simulated years of each case (default 1000)
  --json       print one JSON object on stdout
`;

const WITHIN = [7, 30, 90, 365];

interface YearFigures {
  readonly name: string;
  readonly years: number;
  /** Share of years with a promotion within so many nights. */
  readonly within: readonly { readonly nights: number; readonly share: number }[];
  /** Night by which half of the years have promoted; null when fewer do. */
  readonly medianNight: number | null;
}

function figuresOf({ name, setting }: YearCase, years: number): YearFigures {
  const nights = Array.from({ length: years }, (_, year) => firstPromotion(setting, year) ?? Infinity);
  const within = WITHIN.map((limit) => ({
    nights: limit,
    share: nights.filter((night) => night <= limit).length / years,
  }));
  const median = nights.toSorted((a, b) => a - b)[Math.floor((years - 1) / 2)] ?? Infinity;
  process.stderr.write(`${name}: ${((within.at(-1)?.share ?? 0) * 100).toFixed(1)} %\n`);
  return { name, years, within, medianNight: Number.isFinite(median) ? median : null };
}

function table(title: string, figures: readonly YearFigures[]): string {
  const head = `| ${title} | ${WITHIN.map((nights) => `within ${nights}`).join(' | ')} | median night |`;
  const rule = `| --- |${' ---: |'.repeat(WITHIN.length + 1)}`;
  const rows = figures.map(({ name, within, medianNight }) => {
    const shares = within.map(({ share }) => `${(share * 100).toFixed(1)} %`);
    return `| ${[name, ...shares, medianNight ?? 'over 365'].join(' | ')} |`;
  });
  return [head, rule, ...rows].join('\n');
}

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const years = Number(values.years);
  const [none, five] = [NO_GAIN, FIVE_POINTS].map((cases) => cases.map((one) => figuresOf(one, years)));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ schema: 1, years, noGain: none, fivePoints: five })}\n`
      : `${table('no gain', none ?? [])}\n\n${table('five points', five ?? [])}\n`,
  );
}

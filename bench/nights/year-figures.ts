import { firstPromotion } from './simulated-year.ts';
import type { YearCase } from './year-cases.ts';

const WITHIN = [7, 30, 90, 365];

export interface YearFigures {
  readonly name: string;
  readonly years: number;
  /** Share of years with a promotion within so many nights. */
  readonly within: readonly { readonly nights: number; readonly share: number }[];
  /** Night by which half of the years have promoted; null when fewer do. */
  readonly medianNight: number | null;
}

export function figuresOf({ name, setting }: YearCase, years: number): YearFigures {
  const nights = Array.from({ length: years }, (_, year) => firstPromotion(setting, year) ?? Infinity);
  const within = WITHIN.map((limit) => ({
    nights: limit,
    share: nights.filter((night) => night <= limit).length / years,
  }));
  const median = nights.toSorted((a, b) => a - b)[Math.floor((years - 1) / 2)] ?? Infinity;
  return { name, years, within, medianNight: Number.isFinite(median) ? median : null };
}

/** A table in Markdown; nothing when there are no figures. */
export function yearTable(title: string, figures: readonly YearFigures[]): string {
  if (figures.length === 0) return '';
  const head = `| ${title} | ${WITHIN.map((nights) => `within ${nights}`).join(' | ')} | median night |`;
  const rule = `| --- |${' ---: |'.repeat(WITHIN.length + 1)}`;
  const rows = figures.map(({ name, within, medianNight }) => {
    const shares = within.map(({ share }) => `${(share * 100).toFixed(1)} %`);
    return `| ${[name, ...shares, medianNight ?? 'over 365'].join(' | ')} |`;
  });
  return `${[head, rule, ...rows].join('\n')}\n`;
}

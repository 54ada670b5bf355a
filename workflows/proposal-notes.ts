import type { ProposedInstruction } from '../activities/contract.ts';

/** What proposals were about, in the words of a note. */
const WORDS: { readonly [objection: string]: string } = {
  address: 'an address',
  key: 'what looks like a key',
  marker: 'markers, code fences or a label',
  'row-text': 'the text of a row',
};

/** What the report says of proposals that were asked for again; nothing when none was. Pure. */
export function proposalNotes(
  proposals: readonly ProposedInstruction[],
  repeats: { readonly asked: number; readonly kept: number },
): string[] {
  const screened = proposals.flatMap((each) => (each.screened ? [each.screened] : []));
  const skipped = screened.filter((each) => each.skipped).length;
  return [
    ...(screened.length === 0
      ? []
      : [
          `Proposals asked for again: ${screened.length}, for ${reasons(screened)}; ${skipped} of them skipped.`,
        ]),
    ...(repeats.asked === 0
      ? []
      : [
          `Proposals asked for again because they equalled another: ${repeats.asked}; ${repeats.kept} equal one still.`,
        ]),
  ];
}

function reasons(screened: readonly { readonly objection: string }[]): string {
  const counts = new Map<string, number>();
  for (const { objection } of screened) counts.set(objection, (counts.get(objection) ?? 0) + 1);
  return [...counts].map(([objection, count]) => `${WORDS[objection] ?? objection} (${count})`).join(', ');
}

import { signature } from '../../program/signature.ts';

/**
 * The signatures of the optimizer's own prompts. Field names and order are DSPy's (`miprov2.md` section 4), so that
 * prompts stay comparable; every sentence is ours.
 */

export const describeRows = signature(
  'examples -> observations',
  'Look at these rows of a data set. Note what most of them have in common: subjects, wording, length, form, and which ' +
    'answers occur with which kind of input. Say what task the rows seem to come from. Stay with what the rows show.',
);

export const summarizeObservations = signature(
  'observations -> summary',
  'Condense these notes about a data set into two or three sentences that keep what helps someone to do the task well, ' +
    'above all which answers exist and how to recognise each of them.',
);

export const describeWholeProgram = signature(
  'program_code, program_example -> program_description',
  'Here is a program whose steps are answered by a language model, with an example of its work. Say in a few sentences ' +
    'what the program is for and how its steps work together.',
);

export const describeOneModule = signature(
  'program_code, program_example, program_description, module -> module_description',
  'Explain in a few sentences what the named step contributes to the program: what it is given, what it must give back ' +
    'and what the later steps rely on.',
);

/** Fields that are not known for a proposal are left out of its prompt. */
const PROPOSAL_INPUTS = [
  'dataset_description',
  'program_code',
  'program_description',
  'module',
  'module_description',
  'task_demos',
  'basic_instruction',
  'tip',
  // Only after a proposal that was not taken.
  'objection',
] as const;

export type ProposalInputs = { readonly [field in (typeof PROPOSAL_INPUTS)[number]]?: string };

/** The signature of one proposal, with just the inputs that are known. */
export function proposalSignature(known: ProposalInputs) {
  const fields = PROPOSAL_INPUTS.filter((field) => known[field] !== undefined);
  return signature(
    `${fields.join(', ')} -> proposed_instruction`,
    'Write a better instruction for one step of a program that a language model carries out. Use everything below. The ' +
      'instruction must stand on its own, name the possible answers where there are only a few, and tell how to choose ' +
      'between them. Answer with the instruction only.',
  );
}

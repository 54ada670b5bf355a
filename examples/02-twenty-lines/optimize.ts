import {
  ChainOfThought,
  LM,
  MIPROv2,
  configure,
  exactMatch,
  inspectHistory,
  loadExamples,
} from 'durable-mipro';

configure({ lm: new LM('openai/gpt-4o-mini') });

const program = new ChainOfThought('ticket -> label: "billing" | "bug" | "account" | "other"');
const trainset = await loadExamples('tickets.jsonl', { inputs: ['ticket'] });

const optimizer = new MIPROv2({ metric: exactMatch('label'), auto: 'light', numThreads: 16 });
const optimized = await optimizer.compile(program, {
  trainset,
  maxBootstrappedDemos: 4,
  maxLabeledDemos: 4,
  teacherSettings: { lm: new LM('openai/gpt-4o') },
  budget: { maxCostUsd: 2 },
});

const { label } = await optimized.run({ ticket: 'I was charged twice' });
console.log(label, optimized.report.baseline, '->', optimized.report.best);
await optimized.save('optimized.json'); // loads in DSPy too
inspectHistory(1);

import { describe, expect, test } from 'vitest';
import { changedParts, scoredParts } from '../../domain/fingerprint.ts';

describe('changedParts', () => {
  test('names what differs, what is missing and what is new, sorted', () => {
    const before = { metric: 'a', trainset: 'b', 'program, fields of classify': 'c' };
    const after = { metric: 'x', trainset: 'b', testset: 'd' };
    expect(changedParts(before, after)).toEqual(['metric', 'program, fields of classify', 'testset']);
  });

  test('is empty for equal fingerprints, whatever the order of their parts', () => {
    expect(changedParts({ a: '1', b: '2' }, { b: '2', a: '1' })).toEqual([]);
  });
});

describe('scoredParts', () => {
  test('keeps program, metric, model and version, and leaves out data and those who write prompts', () => {
    const parts = {
      'source of the program': '1',
      'program, instruction of classify': '2',
      'source of the teacher': '3',
      'teacher, fields of classify': '4',
      metric: '5',
      model: '6',
      'prompt model': '7',
      'teacher model': '8',
      trainset: '9',
      valset: '10',
      testset: '11',
      'program description': '12',
      version: '13',
    };
    expect(Object.keys(scoredParts(parts))).toEqual([
      'source of the program',
      'program, instruction of classify',
      'metric',
      'model',
      'version',
    ]);
  });
});

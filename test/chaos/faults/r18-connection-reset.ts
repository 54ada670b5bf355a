import { answersNowAndThen } from '../answers-now-and-then.ts';

export const connectionReset = answersNowAndThen({
  id: 'R18',
  title: 'every ninth connection is reset',
  kinds: { 'before the body': 'drop', 'inside the body': 'drop-in-body' },
});

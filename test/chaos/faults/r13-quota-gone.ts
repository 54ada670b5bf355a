import { modelRefusesAll } from '../model-refuses-all.ts';

export const quotaGone = modelRefusesAll({
  id: 'R13',
  title: 'the quota is gone, and a person gives the command again',
  kinds: { quota: 'quota' },
});

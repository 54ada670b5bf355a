import { modelRefusesAll } from '../model-refuses-all.ts';

export const keyOrModelRefused = modelRefusesAll({
  id: 'R20',
  title: 'key or model is refused, and a person gives the command again',
  kinds: { '401': 'status401', '404': 'status404' },
});

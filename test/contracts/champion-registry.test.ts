import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import { describeChampionRegistry } from './champion-registry.ts';

const home = temporaryFolder();

describeChampionRegistry('file', async () => ({
  kind: 'file',
  place: home,
  open: () => new FileChampionRegistry(home),
}));

import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../../workers/compressed-payloads.ts';
import { command } from './small-run.ts';

/**
 * The command in a process of its own, which can be killed. Prints the program. The parent holds the other end of stdin: it
 * closes when the parent dies, however it dies.
 */
process.stdin.on('end', () => process.exit(1)).resume();
const [address = '', url = '', name = '', home = ''] = process.argv.slice(2);
const connection = await Connection.connect({ address });
process.stdout.write(
  await command({ address, client: new Client({ connection, dataConverter }), model: { url }, name, home }),
);
await connection.close();
process.stdin.destroy();

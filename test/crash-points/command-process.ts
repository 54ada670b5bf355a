import { Client, Connection } from '@temporalio/client';
import { command } from './small-run.ts';

/** The command in a process of its own, which can be killed. Prints the program. */
const [address = '', url = '', name = '', home = ''] = process.argv.slice(2);
const connection = await Connection.connect({ address });
process.stdout.write(
  await command({ address, client: new Client({ connection }), model: { url }, name, home }),
);
await connection.close();

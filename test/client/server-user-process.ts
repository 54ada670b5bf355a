/** A process that uses the dev server of a folder: says what it got, supervises, and lets go when its input ends. */
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';

const [home = '', binary = ''] = process.argv.slice(2);
const server = await ensureDevServer({ home, binary, log: (line) => process.stderr.write(`${line}\n`) });
server.supervise();
process.stdout.write(`${JSON.stringify({ address: server.address, pid: server.pid })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void server.release());

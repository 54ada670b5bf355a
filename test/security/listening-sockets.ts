import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** True where the kernel lists sockets as files. */
export const CAN_LIST_SOCKETS = process.platform === 'linux';

export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

const LISTENS = '0A';

/** The TCP sockets on which a process accepts connections, as the kernel has them. */
export function listeningSockets(pid: number): readonly ListeningSocket[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).map((name) => /^socket:\[(\d+)\]$/.exec(linkOf(pid, name))?.[1]),
  );
  return ['tcp', 'tcp6'].flatMap((table) => socketsIn(`/proc/${pid}/net/${table}`, own));
}

/** Descriptors come and go while they are listed. */
function linkOf(pid: number, name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${name}`);
  } catch {
    return '';
  }
}

function socketsIn(table: string, own: ReadonlySet<string | undefined>): ListeningSocket[] {
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const columns = row.trim().split(/\s+/);
    const [local = '', state, inode] = [columns[1], columns[3], columns[9]];
    if (state !== LISTENS || !own.has(inode)) return [];
    const [address = '', port = ''] = local.split(':');
    return [{ address: readable(address), port: Number.parseInt(port, 16) }];
  });
}

/** The kernel writes each four bytes backwards. */
function readable(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words
    .flatMap((word) => (word.match(/../g) ?? []).toReversed())
    .map((two) => Number.parseInt(two, 16));
  if (bytes.length === 4) return bytes.join('.');
  const isLoopback = bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
  return isLoopback ? '::1' : `[${Buffer.from(bytes).toString('hex')}]`;
}

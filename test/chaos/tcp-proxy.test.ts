import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
let proxy: TcpProxy;

beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await openTcpProxy({ port: (echo.address() as AddressInfo).port });
});
afterAll(async () => {
  await proxy.close();
  echo.close();
});

test('what was sent in silence comes once the line is healed', async () => {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  socket.write('before');
  expect(String((await once(socket, 'data'))[0])).toBe('before');
  proxy.silence();
  const answer = once(socket, 'data');
  socket.write('in silence');
  const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))]);
  expect(first).toBe('nothing');
  proxy.heal();
  expect(String((await answer)[0])).toBe('in silence');
  socket.destroy();
});

test('refused connections are reset, old and new, until the line is healed', async () => {
  const old = connect({ host: '127.0.0.1', port: proxy.port });
  old.write('x');
  await once(old, 'data');
  const reset = once(old, 'error');
  proxy.refuse();
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
  const fresh = connect({ host: '127.0.0.1', port: proxy.port });
  expect(await once(fresh, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
  proxy.heal();
});

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A listener of the test's own on 127.0.0.1, TCP and UDP on the same port; whatever knocks is written down. */
export interface Listener {
  readonly port: number;
  /** One entry a connection or datagram, with the first line it brought. */
  readonly heard: readonly string[];
  readonly close: () => void;
}

/** Starts listening; the port is one the system picks. */
export async function listen(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    // Counted when it is opened: a connection that brings nothing has left the app all the same.
    const at = heard.push('TCP') - 1;
    socket.on('data', (bytes) => (heard[at] = `TCP ${bytes.toString('latin1').split('\r\n')[0]}`));
    socket.on('error', () => undefined);
    socket.setTimeout(5_000, () => socket.destroy());
  });
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const datagrams = createSocket('udp4');
  datagrams.on('message', (bytes) => heard.push(`UDP ${bytes.length} bytes`));
  await new Promise<void>((done) => datagrams.bind(port, '127.0.0.1', done));
  return {
    port,
    heard,
    close() {
      server.close();
      datagrams.close();
    },
  };
}

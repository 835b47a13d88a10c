import { createServer } from 'node:net';
import { StartError } from '@fanxing/runtime/embedded-postgres';

/** The port itself when it is free, any free one for 0. Fails with a StartError when somebody listens there. */
export function claimPort(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new StartError(
          `port ${port} on ${host} can not be used (${error.code ?? 'unknown'})`,
          'name another with --port, or 0 for any free one',
        ),
      ),
    );
    server.listen({ port, host }, () => {
      const address = server.address();
      const claimed = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => resolve(claimed));
    });
  });
}

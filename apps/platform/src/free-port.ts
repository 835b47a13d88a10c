import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StartError } from '@fanxing/runtime/embedded-postgres';

/**
 * Below the range from which systems hand ports out by themselves (from 32768 on Linux, 49152 elsewhere): a port that is claimed
 * now and listened on seconds later would else often be somebody's outgoing connection by then.
 */
const claimable = { from: 20_000, to: 32_000 };
const triesMax = 50;

/** The port itself when it is free, any free one for 0. Fails with a StartError when somebody listens there. */
export async function claimPort(port: number, host: string): Promise<number> {
  if (port !== 0) return mustBeFree(port, host);
  for (let tries = 1; tries < triesMax; tries += 1) {
    const claimed = await mustBeFree(randomInt(claimable.from, claimable.to), host).catch(() => undefined);
    if (claimed !== undefined) return claimed;
  }
  return mustBeFree(0, host);
}

function mustBeFree(port: number, host: string): Promise<number> {
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

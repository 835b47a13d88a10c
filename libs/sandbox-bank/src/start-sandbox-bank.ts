import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@fanxing/kernel';
import { Book } from './book/book.js';
import { parseFaults, type FaultsInput } from './faults/faults.js';
import { Temper } from './faults/temper.js';
import { createBankServer } from './http/bank-server.js';

export interface SandboxBankOptions {
  /** The bank's book: a file of its own, made when it is missing. One bank at a time may hold it. */
  readonly dataFile: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly host?: string;
  readonly faults?: FaultsInput;
  /** When given, `/payments` wants it as a bearer token. */
  readonly apiKey?: string;
}

export interface SandboxBank {
  readonly url: string;
  readonly port: number;
  /** Stops listening, writes what is under way and lets go of the book. */
  close(): Promise<void>;
}

const closeGraceMs = 500;

/**
 * Starts a small, real HTTP server that stands for a partner bank's core system. Fails with INPUT_INVALID when the
 * book can not be written, is held by a living bank or is damaged, when the port is taken, or the faults make no sense.
 */
export async function startSandboxBank(options: SandboxBankOptions): Promise<SandboxBank> {
  const temper = new Temper(parseFaults(options.faults ?? {}));
  const book = await Book.open(options.dataFile);
  try {
    const server = createBankServer({ book, temper, ...(options.apiKey ? { apiKey: options.apiKey } : {}) });
    const address = await listen(server, options.port, options.host ?? '127.0.0.1');
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return {
      url: `http://${host}:${address.port}`,
      port: address.port,
      close: async () => {
        await stop(server);
        await book.close();
      },
    };
  } catch (error) {
    await book.close();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'EADDRINUSE'
        ? `port ${port} on ${host} is taken: choose another one, or 0 for a free one`
        : `the bank can not listen on ${host}:${port} (${code ?? message}): choose another address`;
    throw new Fault('INPUT_INVALID', { problem }, 'port');
  }
}

/** A request that is told never to be answered would hold the server open for ever, hence the end of patience. */
async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const impatience = setTimeout(() => server.closeAllConnections(), closeGraceMs);
  await closed;
  clearTimeout(impatience);
}

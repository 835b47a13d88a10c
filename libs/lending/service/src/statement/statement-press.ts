import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Piscina } from 'piscina';
import { Fault } from '@fanxing/kernel';
import type { Drawing } from './statement-pdf.thread.js';

/** The compiled thread: two folders up and down again, so that it is found from the sources too. */
const program = new URL('../../dist/statement/statement-pdf.thread.js', import.meta.url).href;
const waitingMax = 64;
const idleMs = 30_000;

/**
 * Draws documents in a thread of its own: a large font takes half a second to open, in which nobody else would be answered. The
 * thread starts with the first document and ends when none is asked for. Fails with DOCUMENTS_WAITING when too many wait.
 */
@Injectable()
export class StatementPress implements OnModuleDestroy {
  private readonly threads = new Piscina({
    filename: program,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: waitingMax,
    idleTimeout: idleMs,
  });

  /** The document as base64. */
  async draw(drawing: Drawing): Promise<string> {
    if (this.threads.queueSize >= waitingMax) throw new Fault('DOCUMENTS_WAITING', { waitingMax });
    const file = (await this.threads.run(drawing)) as Uint8Array;
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('base64');
  }

  async onModuleDestroy(): Promise<void> {
    await this.threads.destroy();
  }
}

import type { ServerResponse } from 'node:http';
import { Fault } from '@fanxing/kernel';

/** Tells those who work on a request whether anybody still waits for it. */
export class RequestLife {
  private ended = false;
  private controller: AbortController | undefined;

  constructor(private readonly response: Pick<ServerResponse, 'closed' | 'writableEnded' | 'once'>) {}

  /** The caller has gone, or the time is up: nothing new is begun for it. */
  get isOver(): boolean {
    return this.ended || (this.response.closed && !this.response.writableEnded);
  }

  /** For what can be broken off, such as a question to a service in another process. Made only when somebody asks. */
  get signal(): AbortSignal {
    if (!this.controller) {
      const controller = new AbortController();
      this.controller = controller;
      if (this.isOver) controller.abort();
      else this.response.once('close', () => controller.abort());
    }
    return this.controller.signal;
  }

  /** Fails with REQUEST_TIMED_OUT when the work takes longer. What has begun in a service is finished there. */
  async within<Answer>(work: Promise<Answer>, deadlineMs: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.ended = true;
        this.controller?.abort();
        reject(new Fault('REQUEST_TIMED_OUT', { seconds: deadlineMs / 1_000 }));
      }, deadlineMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

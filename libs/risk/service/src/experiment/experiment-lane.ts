import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';

const waitingMax = 500;
const log = logger('experiment');

/**
 * What an experiment does after the borrower was answered, one thing after the other. It never holds up an answer: where more waits
 * than that, or the process dies, an application is not counted, which hides nothing in one arm that it would not in the other.
 */
@Injectable()
export class ExperimentLane implements OnModuleDestroy {
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();

  add(work: () => Promise<void>): void {
    if (this.waiting >= waitingMax)
      return log.warn('an experiment does not keep up: an application is not counted');
    this.waiting += 1;
    this.last = this.last.then(work).catch((error: unknown) => void recordUnexpected(log, error));
    void this.last.then(() => (this.waiting -= 1));
  }

  onModuleDestroy(): Promise<void> {
    return this.last;
  }
}

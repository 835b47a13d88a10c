import { Fault } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface RepeatableRequest {
  readonly operation: string;
  readonly key: string;
  readonly requestHash: string;
}

/**
 * Runs `work`; when it is refused, a request that was done before under the same key still gets its old answer: a
 * repeated drawdown is answered with its loan though the line is used up by now. `WRITE_CONTENTION` means that
 * `work` computed on a state that has moved on: it reads again, a bounded number of times.
 */
export async function orEarlierAnswer<Answer>(
  database: ServiceDatabase,
  context: TenantContext,
  request: RepeatableRequest,
  work: () => Promise<Answer>,
  recall: (answer: Record<string, string>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await readingAgain(work);
  } catch (error) {
    if (!(error instanceof Fault) || error.reason === 'IDEMPOTENCY_CONFLICT') throw error;
    const { operation, key, requestHash } = request;
    const [earlier] = await database.call<{ answer: Record<string, string> }>(
      context,
      'lending.earlier_answer',
      [operation, key, requestHash],
    );
    if (!earlier) throw error;
    return recall(earlier.answer);
  }
}

const attemptsMax = 10;

/** Runs work that reads, computes and writes, again when what it read has changed in between. */
export async function readingAgain<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const contended = error instanceof Fault && error.reason === 'WRITE_CONTENTION';
      if (!contended || attempt === attemptsMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 5));
    }
  }
}

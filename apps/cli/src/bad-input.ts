import { Fault } from '@fanxing/kernel';
import { CliError } from './cli-error.js';
import { nameOf } from './input-document.js';

/** Runs what reads an input document; a fault of the document becomes an error with status 3 that names the field. */
export function orBadInput<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const where = error.path ? `${nameOf(file)}, ${error.path}` : nameOf(file);
    const details = { reason: error.reason, path: error.path ?? null, ...error.details };
    throw new CliError(3, error.category, error.message.replace(/\.$/, ''), where, 'mend the input', details);
  }
}

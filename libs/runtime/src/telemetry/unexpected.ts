import { randomBytes } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import type { LogFields, Logger } from './logger.js';
import { activeTraceId } from './span.js';

/**
 * Turns what was thrown into what a caller may be told. A Fault is passed on; anything else is logged here and
 * answered as INTERNAL with the `traceId` under which it was logged (one made up for the purpose where tracing is off).
 */
export function recordUnexpected(log: Logger, error: unknown, fields: LogFields = {}): Fault {
  if (error instanceof Fault) return error;
  const active = activeTraceId();
  const traceId = active ?? randomBytes(16).toString('hex');
  log.error({ ...fields, ...(active === null ? { traceId } : {}), error }, 'unexpected error');
  return new Fault('INTERNAL', { traceId });
}

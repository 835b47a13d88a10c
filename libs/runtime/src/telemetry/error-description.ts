import { Fault } from '@fanxing/kernel';
import { safeFields } from './safe-fields.js';

/** What may be told about an error: what kind it was and where it happened, never its message, which quotes values. */
export interface ErrorDescription {
  readonly type: string;
  /** The stable reason of a Fault. */
  readonly reason?: string;
  readonly code?: string;
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const causesMax = 3;

/**
 * Describes anything that was thrown. An error of ours that wants to say more carries `safeFields`, which pass
 * through the same list as everything else.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, safeFields: own } = error as { code?: unknown; safeFields?: unknown };
  const codeKept = safeFields({ code })['code'];
  const stack = framesOf(error);
  return {
    type: /^[A-Za-z]\w{0,59}$/.test(error.name) ? error.name : 'Error',
    ...(error instanceof Fault ? { reason: error.reason } : {}),
    ...(codeKept === undefined ? {} : { code: String(codeKept) }),
    ...(typeof own === 'object' && own !== null ? { fields: safeFields(own) } : {}),
    ...(stack === '' ? {} : { stack }),
    ...(error.cause === undefined || depth >= causesMax
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

const frame = /^ {4}at (?:[\w$.<>[\] #*]+ \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\n]*:\d+:\d+\)?$/;
const framesMax = 20;

/** The stack begins with the message, which may itself look like a stack: only lines that name a place in code stay. */
function framesOf(error: Error): string {
  const stack = error.stack ?? '';
  const start = stack.startsWith(`${error.name}: ${error.message}`)
    ? error.name.length + 2 + error.message.length
    : 0;
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, framesMax)
    .map((line) => line.trim().replace('file://', '').replace(`${process.cwd()}/`, ''))
    .join('\n');
}

/**
 * What is made for a tenant when it is approved: a list of steps, each of which may be done twice.
 *
 * - `PENDING`: not done yet, by nobody's fault.
 * - `FAILED`: tried, and will be tried again by itself; `failure` is the reason code.
 * - `DONE`.
 */
import type { Instant } from '@fanxing/kernel';
import type { Environment } from '@fanxing/runtime/identity';

export type StepName = 'ORGANIZATION' | 'ACCOUNTS' | 'SANDBOX_BANK' | 'OWNER_SIGN_IN';
export type StepStatus = 'PENDING' | 'FAILED' | 'DONE';

export interface Step {
  readonly environment: Environment;
  readonly name: StepName;
}

export interface RecordedStep extends Step {
  readonly status: StepStatus;
  readonly attempts: number;
  readonly failure: string | null;
  /** When it came to this status. */
  readonly at: Instant;
}

/**
 * All steps in their order. The organisation is one for both environments and stands in `live`; sign-ins come last, when what
 * they open is there.
 */
export const steps: readonly Step[] = [
  { environment: 'live', name: 'ORGANIZATION' },
  { environment: 'sandbox', name: 'ACCOUNTS' },
  { environment: 'live', name: 'ACCOUNTS' },
  { environment: 'sandbox', name: 'SANDBOX_BANK' },
  { environment: 'sandbox', name: 'OWNER_SIGN_IN' },
  { environment: 'live', name: 'OWNER_SIGN_IN' },
];

import { fromEpochMs, toEpochMs, type Instant } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';

/** How far the clocks of a bank's machines may be ahead of ours. */
const aheadMs = 5 * 60_000;
/** In the sandbox a bank sets the clock, years ahead when it plays a loan to its end. */
const aheadInSandboxMs = 30 * 366 * 24 * 3_600_000;

/** The last moment at which an event can have happened that comes now. */
export function latestMoment({ environment }: Pick<TenantContext, 'environment'>, now: Instant): Instant {
  return fromEpochMs(toEpochMs(now) + (environment === 'sandbox' ? aheadInSandboxMs : aheadMs));
}

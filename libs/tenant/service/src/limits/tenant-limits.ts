import { Fault } from '@fanxing/kernel';
import type { Environment } from '@fanxing/runtime/identity';
import type { RequestLimits } from '@fanxing/tenant-contract';

/** What the operator has said for one environment of a tenant; null: the default. */
export type LimitOverrides = { readonly [Name in keyof RequestLimits]: number | null };

interface Bound {
  readonly highest: number;
  readonly usual: number | null;
}

const million = 1_000_000;

/**
 * The defaults. A whole machine of two cores does some thousands of points a second, so one tenant that is alone is never
 * slowed by them; who shares a machine with others is kept in its place by the gateway's turns first.
 */
const bounds: { readonly [Name in keyof RequestLimits]: Bound } = {
  pointsPerSecond: { highest: million, usual: 10_000 },
  pointsBurst: { highest: 10 * million, usual: null },
  pointsPerDay: { highest: 1_000_000 * million, usual: null },
  inFlight: { highest: 1_000, usual: 64 },
  requestPointsMax: { highest: 200_000, usual: 20_000 },
  requestBytesMax: { highest: 4 * 1024 * 1024, usual: 4 * 1024 * 1024 },
  clientPointsPerSecond: { highest: million, usual: null },
  clientInFlight: { highest: 16_000, usual: 1_024 },
};

const burstSeconds = 6;
const sandboxPointsPerDay = 20 * million;

/** The limits in force: what was said, else the default. No request may cost more than can be there at once. */
export function limitsInForce(
  environment: Environment,
  overrides: Partial<LimitOverrides> = {},
): RequestLimits {
  const said = (name: keyof RequestLimits): number | null => overrides[name] ?? bounds[name].usual;
  const pointsPerSecond = said('pointsPerSecond') ?? 1;
  const pointsBurst = said('pointsBurst') ?? pointsPerSecond * burstSeconds;
  const clientPointsPerSecond = Math.min(said('clientPointsPerSecond') ?? pointsPerSecond, pointsPerSecond);
  const clientBurst = Math.floor((pointsBurst * clientPointsPerSecond) / pointsPerSecond);
  return {
    pointsPerSecond,
    pointsBurst,
    pointsPerDay: said('pointsPerDay') ?? (environment === 'sandbox' ? sandboxPointsPerDay : null),
    inFlight: said('inFlight') ?? 1,
    requestPointsMax: Math.max(1, Math.min(said('requestPointsMax') ?? 1, pointsBurst, clientBurst)),
    requestBytesMax: said('requestBytesMax') ?? 1,
    clientPointsPerSecond,
    clientInFlight: said('clientInFlight') ?? 1,
  };
}

/** Reads what the operator says. Fails with INPUT_INVALID, whose path names the number. */
export function parseOverrides(input: {
  readonly [Name in keyof RequestLimits]?: number | null | undefined;
}): LimitOverrides {
  const entries = Object.entries(bounds).map(([name, { highest }]) => {
    const value = input[name as keyof RequestLimits] ?? null;
    if (value !== null && !(Number.isSafeInteger(value) && value >= 1 && value <= highest)) {
      const problem = `${name} must be a whole number from 1 to ${highest}`;
      throw new Fault('INPUT_INVALID', { problem }, `input.${name}`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as LimitOverrides;
}

import type { TenantContext } from '@fanxing/runtime/identity';

/** What one environment of a tenant may ask of the API. Points are what operations cost (`../cost/operation-cost.ts`). */
export interface RequestLimits {
  readonly pointsPerSecond: number;
  /** How many points may be used at once after a rest. */
  readonly pointsBurst: number;
  /** From midnight to midnight UTC; null: as many as the rate allows. */
  readonly pointsPerDay: number | null;
  /** Requests that run at the same time. */
  readonly inFlight: number;
  /** The most points of one request. */
  readonly requestPointsMax: number;
  readonly requestBytesMax: number;
  /** Each program's or person's own share of the tenant's rate. */
  readonly clientPointsPerSecond: number;
  readonly clientInFlight: number;
}

/** What the gateway must know of a tenant to serve it; asked for once a second while the tenant is there. */
export interface TenantTerms {
  readonly limits: RequestLimits;
  /** Used today by every gateway together, as far as they have told. */
  readonly pointsToday: number;
  /** Whether programs may run registered operations only. */
  readonly isRegisteredOnly: boolean;
  /** The status of a tenant whose business has stopped, such as SUSPENDED; null while it may do business. */
  readonly stoppedAs: string | null;
}

/** What was used since the last time. */
export interface UsedSince {
  readonly points: number;
  readonly requests: number;
  readonly refused: number;
}

/** Tells what was used and learns the terms, in one question. */
export type ExchangeTerms = (context: TenantContext, used: UsedSince) => Promise<TenantTerms>;

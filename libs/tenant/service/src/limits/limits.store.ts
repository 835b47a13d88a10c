import { Injectable } from '@nestjs/common';
import type { Id, Instant } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import type { Environment, TenantContext } from '@fanxing/runtime/identity';
import type { RequestsCounted } from '@fanxing/tenant-contract';
import type { LimitOverrides } from './tenant-limits.js';

interface LimitsRow {
  readonly points_per_second: number | null;
  readonly points_burst: number | null;
  readonly points_per_day: number | null;
  readonly in_flight: number | null;
  readonly request_points_max: number | null;
  readonly request_bytes_max: number | null;
  readonly client_points_per_second: number | null;
  readonly client_in_flight: number | null;
}

/** A day's requests. */
export interface UsageOfDay {
  readonly day: string;
  readonly points: number;
  readonly requests: number;
  readonly refused: number;
}

export interface ExchangedTerms {
  readonly overrides: LimitOverrides | undefined;
  readonly pointsToday: number;
  readonly isRegisteredOnly: boolean;
  readonly stoppedAs: string | null;
}

@Injectable()
export class LimitsStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** For the operator. */
  async set(
    transaction: TenantTransaction,
    of: { readonly tenantId: Id<'tenant'>; readonly environment: Environment },
    overrides: LimitOverrides,
    at: Instant,
  ): Promise<void> {
    await transaction.query(
      'set tenant limits',
      `INSERT INTO tenant.tenant_limits
         (tenant_id, environment, points_per_second, points_burst, points_per_day, in_flight, request_points_max,
          request_bytes_max, client_points_per_second, client_in_flight, set_by, set_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (tenant_id, environment) DO UPDATE SET
         points_per_second = excluded.points_per_second, points_burst = excluded.points_burst,
         points_per_day = excluded.points_per_day, in_flight = excluded.in_flight,
         request_points_max = excluded.request_points_max, request_bytes_max = excluded.request_bytes_max,
         client_points_per_second = excluded.client_points_per_second,
         client_in_flight = excluded.client_in_flight, set_by = excluded.set_by, set_at = excluded.set_at`,
      [
        of.tenantId,
        of.environment,
        overrides.pointsPerSecond,
        overrides.pointsBurst,
        overrides.pointsPerDay,
        overrides.inFlight,
        overrides.requestPointsMax,
        overrides.requestBytesMax,
        overrides.clientPointsPerSecond,
        overrides.clientInFlight,
        transaction.context.actor.id,
        at,
      ],
    );
  }

  async find(
    transaction: TenantTransaction,
    of: { readonly tenantId: string; readonly environment: Environment },
  ): Promise<LimitOverrides | undefined> {
    const [row] = await transaction.query<{ limits: LimitsRow }>(
      'read tenant limits',
      'SELECT to_jsonb(l) AS limits FROM tenant.tenant_limits l WHERE tenant_id = $1 AND environment = $2',
      [of.tenantId, of.environment],
    );
    return row && overridesIn(row.limits);
  }

  async usage(transaction: TenantTransaction, since: string, until: string): Promise<UsageOfDay[]> {
    const { tenantId, environment } = transaction.context;
    const rows = await transaction.query<Record<keyof UsageOfDay, string>>(
      'read request usage',
      `SELECT day::text, points::text, requests::text, refused::text FROM tenant.request_usage
       WHERE tenant_id = $1 AND environment = $2 AND day BETWEEN $3 AND $4 ORDER BY day`,
      [tenantId, environment, since, until],
    );
    return rows.map(({ day, points, requests, refused }) => ({
      day,
      points: Number(points),
      requests: Number(requests),
      refused: Number(refused),
    }));
  }

  async exchange(context: TenantContext, day: string, counted: RequestsCounted): Promise<ExchangedTerms> {
    const [row] = await this.database.call<{
      limits: LimitsRow | null;
      points_today: string | number;
      registered_only: boolean;
      stopped_as: string | null;
    }>(context, 'tenant.exchange_open_terms', [day, counted.points, counted.requests, counted.refused]);
    return {
      overrides: row?.limits ? overridesIn(row.limits) : undefined,
      pointsToday: Number(row?.points_today ?? 0),
      isRegisteredOnly: row?.registered_only === true,
      stoppedAs: row?.stopped_as ?? null,
    };
  }
}

function overridesIn(row: LimitsRow): LimitOverrides {
  return {
    pointsPerSecond: row.points_per_second,
    pointsBurst: row.points_burst,
    pointsPerDay: row.points_per_day,
    inFlight: row.in_flight,
    requestPointsMax: row.request_points_max,
    requestBytesMax: row.request_bytes_max,
    clientPointsPerSecond: row.client_points_per_second,
    clientInFlight: row.client_in_flight,
  };
}

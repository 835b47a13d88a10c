import { Injectable } from '@nestjs/common';
import { fromEpochMs, type Instant } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface RegisteredOperation {
  readonly sha256: string;
  readonly name: string;
  readonly text: string;
  readonly registeredAt: Instant;
}

interface OperationRow extends Record<string, unknown> {
  readonly sha256: string;
  readonly name: string;
  readonly text: string;
  readonly registered_at_ms: string;
}

const columns =
  'sha256, name, text, floor(extract(epoch FROM registered_at) * 1000)::bigint::text AS registered_at_ms';

@Injectable()
export class OperationStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** One that is there already stays as it is. */
  async insert(transaction: TenantTransaction, operation: RegisteredOperation): Promise<void> {
    const { tenantId, environment, actor } = transaction.context;
    const { sha256, name, text, registeredAt } = operation;
    await transaction.query(
      'register operation',
      `INSERT INTO tenant.registered_operation
         (tenant_id, environment, sha256, name, text, registered_by, registered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [tenantId, environment, sha256, name, text, actor.id, registeredAt],
    );
  }

  async list(transaction: TenantTransaction): Promise<RegisteredOperation[]> {
    const { tenantId, environment } = transaction.context;
    const rows = await transaction.query<OperationRow>(
      'list registered operations',
      `SELECT ${columns} FROM tenant.registered_operation
       WHERE tenant_id = $1 AND environment = $2 ORDER BY name, sha256`,
      [tenantId, environment],
    );
    return rows.map(operationIn);
  }

  async textOf(context: TenantContext, sha256: string): Promise<string | null> {
    return this.database.transaction(context, async (transaction) => {
      const [row] = await transaction.query<{ text: string }>(
        'read registered operation',
        'SELECT text FROM tenant.registered_operation WHERE tenant_id = $1 AND environment = $2 AND sha256 = $3',
        [context.tenantId, context.environment, sha256],
      );
      return row?.text ?? null;
    });
  }

  async setPolicy(transaction: TenantTransaction, registeredOnly: boolean): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.query(
      'set operation policy',
      `INSERT INTO tenant.operation_policy (tenant_id, environment, registered_only) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, environment) DO UPDATE SET registered_only = excluded.registered_only`,
      [tenantId, environment, registeredOnly],
    );
  }

  async registeredOnly(transaction: TenantTransaction): Promise<boolean> {
    const { tenantId, environment } = transaction.context;
    const [row] = await transaction.query<{ registered_only: boolean }>(
      'read operation policy',
      'SELECT registered_only FROM tenant.operation_policy WHERE tenant_id = $1 AND environment = $2',
      [tenantId, environment],
    );
    return row?.registered_only === true;
  }
}

function operationIn({ sha256, name, text, registered_at_ms: atMs }: OperationRow): RegisteredOperation {
  return { sha256, name, text, registeredAt: fromEpochMs(Number(atMs)) };
}

import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { SetAuditRetentionInput } from '../generated/schema.js';
import { defaultRetentionYears, retentionYearsMax, retentionYearsMin } from './audit-retention.js';

export interface AuditRetention {
  readonly years: number;
}

/** How long the caller's audit records are kept. */
@Injectable()
export class ReadAuditRetention {
  constructor(private readonly database: ServiceDatabase) {}

  async run(context: TenantContext): Promise<AuditRetention> {
    mustBeAllowedTo(context, 'audit:read');
    return this.database.transaction(context, async (transaction) => ({ years: await yearsOf(transaction) }));
  }
}

/** Says how long the caller's audit records are kept from now on. Saying it again changes nothing. */
@Injectable()
export class SetAuditRetention {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: SetAuditRetentionInput): Promise<AuditRetention> {
    const command = { operation: 'setAuditRetention', permission: 'audit:keep', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const { years } = input;
      if (years < retentionYearsMin || years > retentionYearsMax) {
        const problem = `Audit records are kept for ${retentionYearsMin} to ${retentionYearsMax} years`;
        throw new Fault('INPUT_INVALID', { problem }, 'input.years');
      }
      const before = await yearsOf(transaction);
      await transaction.query(
        'set audit retention',
        `INSERT INTO audit.retention (tenant_id, environment, years) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, environment) DO UPDATE SET years = excluded.years`,
        [context.tenantId, context.environment, years],
      );
      return {
        answer: { years },
        subject: { kind: 'tenant', id: context.tenantId },
        before: { years: before },
        after: { years },
      };
    });
  }
}

/** Five years where nobody has said otherwise. */
export async function yearsOf({ query, context }: TenantTransaction): Promise<number> {
  const [row] = await query<{ years: number }>(
    'read audit retention',
    'SELECT years FROM audit.retention WHERE tenant_id = $1 AND environment = $2',
    [context.tenantId, context.environment],
  );
  return row?.years ?? defaultRetentionYears;
}

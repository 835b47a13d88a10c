import type { Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';

export interface ResolutionRow extends Record<string, unknown> {
  readonly key: string;
  readonly reason: string;
  readonly resolvedBy: string;
  readonly resolvedAt: Instant;
  readonly proposalId: string | null;
  /** A correction that was decided against resolves nothing. */
  readonly isRejected: boolean;
}

/** What was found out about a statement's items, oldest first. */
export async function readResolutions(
  { query, context }: TenantTransaction,
  statementId: string,
): Promise<ResolutionRow[]> {
  return query<ResolutionRow>(
    'read resolutions',
    `SELECT item_key AS key, resolution.reason, resolved_by AS "resolvedBy", resolved_at AS "resolvedAt", proposal_id AS "proposalId",
            coalesce(proposal.status = 'REJECTED', false) AS "isRejected"
     FROM lending.reconciliation_resolution AS resolution LEFT JOIN lending.ledger_proposal AS proposal
       ON proposal.tenant_id = resolution.tenant_id AND proposal.environment = resolution.environment AND proposal.id = resolution.proposal_id
     WHERE resolution.tenant_id = $1 AND resolution.environment = $2 AND statement_id = $3 ORDER BY item_key, number`,
    [context.tenantId, context.environment, statementId],
  );
}

/** Whether a correcting entry for the item waits for its second person. */
export async function hasWaitingCorrection(
  { query, context }: TenantTransaction,
  statementId: string,
  key: string,
): Promise<boolean> {
  const rows = await query(
    'find waiting correction',
    `SELECT 1 FROM lending.reconciliation_resolution AS resolution JOIN lending.ledger_proposal AS proposal
       ON proposal.tenant_id = resolution.tenant_id AND proposal.environment = resolution.environment AND proposal.id = resolution.proposal_id
     WHERE resolution.tenant_id = $1 AND resolution.environment = $2 AND statement_id = $3 AND item_key = $4
       AND proposal.status = 'PROPOSED'`,
    [context.tenantId, context.environment, statementId, key],
  );
  return rows.length > 0;
}

/** Holds a statement's items against anybody else who resolves one of them, until the commit. */
export async function holdItems({ query, context }: TenantTransaction, statementId: string): Promise<void> {
  await query(
    'hold items',
    'SELECT 1 FROM lending.bank_statement WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE',
    [context.tenantId, context.environment, statementId],
  );
}

export async function writeResolution(
  { query, context }: TenantTransaction,
  resolution: {
    readonly statementId: string;
    readonly key: string;
    readonly reason: string;
    readonly proposalId: string | null;
  },
): Promise<void> {
  await query(
    'write resolution',
    `INSERT INTO lending.reconciliation_resolution (tenant_id, environment, statement_id, item_key, number, reason, resolved_by, proposal_id)
     SELECT $1, $2, $3, $4::text, coalesce(max(number), 0) + 1, $5, $6, $7 FROM lending.reconciliation_resolution
     WHERE tenant_id = $1 AND environment = $2 AND statement_id = $3 AND item_key = $4::text`,
    [
      context.tenantId,
      context.environment,
      resolution.statementId,
      resolution.key,
      resolution.reason,
      context.actor.id,
      resolution.proposalId,
    ],
  );
}

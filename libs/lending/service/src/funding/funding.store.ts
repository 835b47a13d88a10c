import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { FundingShares, RemainderRule } from '@fanxing/ledger-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';

export interface AgreementRow extends Record<string, unknown> {
  readonly id: string;
  readonly productId: string | null;
  readonly creditLineId: string | null;
  readonly version: number;
  readonly parties: readonly string[];
  readonly parts: readonly string[];
  readonly whole: string;
  readonly remainder: RemainderRule;
  /** The place of the lead bank, from 1. */
  readonly lead: number;
  readonly validFrom: BusinessDate;
  readonly agreedAt: Instant;
}

const selectAgreement = `
  SELECT agreement.id, product_id AS "productId", credit_line_id AS "creditLineId", version, parties, parts::text[] AS parts, whole::text,
         remainder, lead, valid_from AS "validFrom", agreed_at AS "agreedAt"
  FROM lending.funding_agreement AS agreement WHERE agreement.tenant_id = $1 AND agreement.environment = $2`;

export async function readAgreements({ query, context }: TenantTransaction): Promise<AgreementRow[]> {
  return query<AgreementRow>('read agreements', `${selectAgreement} ORDER BY agreement.id DESC LIMIT 100`, [
    context.tenantId,
    context.environment,
  ]);
}

/** Writes the next version of a product's or a line's agreement. */
export async function writeAgreement(
  { query, context }: TenantTransaction,
  agreement: {
    readonly id: string;
    readonly productId: string | null;
    readonly creditLineId: string | null;
    readonly shares: FundingShares;
    readonly validFrom: BusinessDate;
  },
): Promise<void> {
  const { parties, whole, remainder, lead } = agreement.shares;
  await query(
    'write agreement',
    `INSERT INTO lending.funding_agreement (tenant_id, environment, id, product_id, credit_line_id, version, parties, parts, whole, remainder,
                                            lead, valid_from)
     SELECT $1, $2, $3, $4::text, $5::text, coalesce(max(version), 0) + 1, $6, $7, $8, $9, $10, $11 FROM lending.funding_agreement
     WHERE tenant_id = $1 AND environment = $2 AND product_id IS NOT DISTINCT FROM $4::text AND credit_line_id IS NOT DISTINCT FROM $5::text`,
    [
      context.tenantId,
      context.environment,
      agreement.id,
      agreement.productId,
      agreement.creditLineId,
      parties.map(({ party }) => party),
      parties.map(({ parts }) => parts.toString()),
      whole.toString(),
      remainder,
      lead + 1,
      agreement.validFrom,
    ],
  );
}

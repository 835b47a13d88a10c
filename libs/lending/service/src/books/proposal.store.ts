import { Fault, type Instant } from '@fanxing/kernel';
import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { RemainderRule, Side } from '@fanxing/ledger-domain';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

/** An entry made by hand, as a proposal keeps it; amounts in minor units as text. */
export interface ProposedEntry {
  readonly bookedOn: BusinessDate;
  readonly causeType: 'manual' | 'correction';
  /** What it is tied to; null: the proposal itself. */
  readonly causeId: string | null;
  readonly lines: readonly {
    readonly code: string;
    readonly side: Side;
    readonly amountMinor: string;
    readonly currency: CurrencyCode;
  }[];
}

export interface ProposedAgreement {
  readonly productId: string | null;
  readonly creditLineId: string | null;
  readonly parties: readonly { readonly party: string; readonly share: string }[];
  readonly remainder: RemainderRule;
  readonly leadParty: string;
  readonly validFrom: BusinessDate;
}

/** What is to be done, with its particulars. */
export type ProposalContent =
  | { readonly kind: 'POST_ENTRY'; readonly content: ProposedEntry }
  | {
      readonly kind: 'REVERSE_ENTRY';
      readonly content: { readonly entryId: string; readonly bookedOn: BusinessDate };
    }
  | { readonly kind: 'REOPEN_PERIOD'; readonly content: { readonly through: BusinessDate | null } }
  | { readonly kind: 'FUNDING_AGREEMENT'; readonly content: ProposedAgreement };

export type Proposal = ProposalContent & {
  readonly id: string;
  readonly status: 'PROPOSED' | 'APPROVED' | 'REJECTED';
  readonly reason: string;
  readonly proposedBy: string;
  readonly decidedBy: string | null;
  readonly proposedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly resultId: string | null;
};

const selectProposal = `
  SELECT id, kind, content, reason, status, proposed_by AS "proposedBy", decided_by AS "decidedBy", proposed_at AS "proposedAt",
         decided_at AS "decidedAt", result_id AS "resultId"
  FROM lending.ledger_proposal WHERE tenant_id = $1 AND environment = $2`;

/** Writes a proposal down in the actor's name. Fails with INPUT_INVALID unless it says why. */
export async function propose(
  transaction: TenantTransaction,
  { kind, content }: ProposalContent,
  reason: string,
): Promise<Proposal> {
  const { query, context } = transaction;
  if (reason.trim() === '' || reason.length > 500) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'a reason of 1 to 500 characters is needed' },
      'input.reason',
    );
  }
  const id = newId('ledgerProposal');
  await query(
    'propose',
    `INSERT INTO lending.ledger_proposal (tenant_id, environment, id, kind, content, reason, status, proposed_by)
     VALUES ($1, $2, $3, $4, $5, $6, 'PROPOSED', $7)`,
    [context.tenantId, context.environment, id, kind, JSON.stringify(content), reason, context.actor.id],
  );
  const proposal = await lockProposal(transaction, id);
  if (!proposal) throw new Error('a proposal that was written is not there');
  return proposal;
}

/** A proposal, held against anybody else who would decide on it. */
export async function lockProposal(
  { query, context }: TenantTransaction,
  id: string,
): Promise<Proposal | undefined> {
  const [row] = await query<Proposal & Record<string, unknown>>(
    'lock proposal',
    `${selectProposal} AND id = $3 FOR UPDATE`,
    [context.tenantId, context.environment, id],
  );
  return row;
}

export async function decideProposal(
  { query, context }: TenantTransaction,
  id: string,
  status: 'APPROVED' | 'REJECTED',
  resultId: string | null,
): Promise<void> {
  await query(
    'decide proposal',
    `UPDATE lending.ledger_proposal SET status = $4, decided_by = $5, decided_at = clock_timestamp(), result_id = $6
     WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
    [context.tenantId, context.environment, id, status, context.actor.id, resultId],
  );
}

export async function readProposals(
  { query, context }: TenantTransaction,
  page: Page,
  status: string | null,
): Promise<Proposal[]> {
  return query<Proposal & Record<string, unknown>>(
    'read proposals',
    `${selectProposal} AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, status, page.afterId, page.beforeId, page.limit],
  );
}

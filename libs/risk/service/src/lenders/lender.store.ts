import type { Instant } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

/** The least of each count's band; 0 where fewer than three lenders are behind it. */
export interface LenderAnswer {
  readonly windows: readonly {
    readonly days: number;
    readonly lenders: number;
    readonly applications: number;
    readonly loans: number;
    readonly writeOffs: number;
  }[];
  readonly phoneSharers: number | null;
}

export interface AnsweredQuestion {
  readonly answer: LenderAnswer;
  readonly answeredAt: Instant;
}

/** What is known of an application's question: whether it has tokens, and the answer that it got. */
export async function findQuestion(
  database: ServiceDatabase,
  context: TenantContext,
  applicationId: string,
): Promise<{ hasTokens: boolean; answered: AnsweredQuestion | null }> {
  const [row] = await database.call<{
    has_tokens: boolean;
    answer: LenderAnswer | null;
    answered_at: Instant | null;
  }>(context, 'risk.find_lender_question', [applicationId]);
  const answered =
    row?.answer && row.answered_at ? { answer: row.answer, answeredAt: row.answered_at } : null;
  return { hasTokens: row?.has_tokens === true, answered };
}

/** Counts an evaluation. Fails with CONSENT_REQUIRED or LENDER_QUESTIONS_SPENT. */
export async function beginQuestion(
  database: ServiceDatabase,
  context: TenantContext,
  asked: { readonly applicationId: string; readonly borrowerId: string; readonly consentId: string },
  most: { readonly perDay: number; readonly perApplication: number },
): Promise<void> {
  await database.call(context, 'risk.begin_lender_question', [
    asked.applicationId,
    asked.borrowerId,
    asked.consentId,
    most.perDay,
    most.perApplication,
  ]);
}

/** Fails with CONSENT_REQUIRED when it was withdrawn meanwhile. */
export async function keepTokens(
  database: ServiceDatabase,
  context: TenantContext,
  applicationId: string,
  person: Uint8Array,
  phone: Uint8Array | null,
): Promise<void> {
  await database.call(context, 'risk.keep_lender_tokens', [
    applicationId,
    Buffer.from(person),
    phone === null ? null : Buffer.from(phone),
  ]);
}

/** Counts, or answers what was counted before. Fails with CONSENT_REQUIRED. */
export async function answerQuestion(
  database: ServiceDatabase,
  context: TenantContext,
  applicationId: string,
): Promise<AnsweredQuestion> {
  const [row] = await database.call<{ answer: LenderAnswer; answered_at: Instant }>(
    context,
    'risk.answer_lender_question',
    [applicationId],
  );
  if (!row) throw new Error('a question without tokens was to be answered');
  return { answer: row.answer, answeredAt: row.answered_at };
}

export type TraceKind = 'APPLICATION' | 'LOAN' | 'WRITE_OFF';

/** Leaves a trace under the borrower's newest tokens, once; false where there are none. Fails with CONSENT_REQUIRED. */
export async function leaveTrace(
  database: ServiceDatabase,
  context: TenantContext,
  trace: {
    readonly borrowerId: string;
    readonly subjectId: string;
    readonly kind: TraceKind;
    readonly at: Instant;
  },
): Promise<boolean> {
  const [row] = await database.call<{ left_one: boolean }>(context, 'risk.leave_lender_trace', [
    trace.borrowerId,
    trace.subjectId,
    trace.kind,
    // Nothing finer than the day, in UTC, is told to anybody.
    trace.at.slice(0, 10),
  ]);
  return row?.left_one === true;
}

/** Takes a borrower's traces, tokens and answers away. */
export async function forgetTraces(
  database: ServiceDatabase,
  context: TenantContext,
  borrowerId: string,
): Promise<void> {
  await database.call(context, 'risk.forget_lender_traces', [borrowerId]);
}

/** What was left of a borrower and learned, for the borrower's own request. */
export async function exportTraces(
  database: ServiceDatabase,
  context: TenantContext,
  borrowerId: string,
): Promise<Record<string, unknown>> {
  const [row] = await database.call<{ document: Record<string, unknown> }>(
    context,
    'risk.export_lender_traces',
    [borrowerId],
  );
  return row?.document ?? {};
}

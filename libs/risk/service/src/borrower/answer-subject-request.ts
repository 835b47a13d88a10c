import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';
import { exportTraces } from '../lenders/lender.store.js';
import { exportWarnings } from '../monitoring/export-warnings.js';
import {
  openedExplanation,
  openedExport,
  type Document,
  type KeptExplanation,
  type KeptExport,
} from './opened-export.js';

/** Risk's part of a borrower's own request, which the tenant service handles. */
@Injectable()
export class AnswerSubjectRequest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  async export(context: TenantContext, id: string): Promise<Document> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const [row] = await this.database.call<{ document: KeptExport }>(context, 'risk.export_borrower', [
      parseId('borrower', id),
    ]);
    const borrowerId = parseId('borrower', id);
    const lenders = await exportTraces(this.database, context, borrowerId);
    return this.keeper.using(context, async (keys) => ({
      ...openedExport(keys, borrowerId, row?.document),
      lenders,
      earlyWarnings: await this.database.transaction(context, (transaction) =>
        exportWarnings(transaction, keys, borrowerId),
      ),
    }));
  }

  /** Fails with NOT_FOUND when the borrower has no such decision. */
  async explain(context: TenantContext, id: string, decisionId: string | null): Promise<Document> {
    mustBeAllowedTo(context, 'subject-request:read');
    const [row] = await this.database.call<{ document: KeptExplanation }>(context, 'risk.explain_decision', [
      parseId('borrower', id),
      decisionId,
    ]);
    if (!row) throw new Fault('NOT_FOUND', { what: 'decision', id: decisionId ?? id });
    return this.keeper.using(context, (keys) =>
      openedExplanation(keys, parseId('borrower', id), row.document),
    );
  }

  async erase(context: TenantContext, id: string): Promise<Record<string, number>> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const { actor } = context;
    const author = { id: newId('audit'), kind: actor.kind, actorId: actor.id, traceId: activeTraceId() };
    const [row] = await this.database.call<{ counts: Record<string, number> }>(
      context,
      'risk.erase_borrower',
      [JSON.stringify(author), parseId('borrower', id)],
    );
    if (!row) throw new Error('an erasure was not returned');
    return row.counts;
  }
}

import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';

type Document = Record<string, unknown>;

/** Risk's part of a borrower's own request, which the tenant service handles. */
@Injectable()
export class AnswerSubjectRequest {
  constructor(private readonly database: ServiceDatabase) {}

  async export(context: TenantContext, id: string): Promise<Document> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const [row] = await this.database.call<{ document: Document }>(context, 'risk.export_borrower', [
      parseId('borrower', id),
    ]);
    return row?.document ?? {};
  }

  /** Fails with NOT_FOUND when the borrower has no such decision. */
  async explain(context: TenantContext, id: string, decisionId: string | null): Promise<Document> {
    mustBeAllowedTo(context, 'subject-request:read');
    const [row] = await this.database.call<{ document: Document }>(context, 'risk.explain_decision', [
      parseId('borrower', id),
      decisionId,
    ]);
    if (!row) throw new Fault('NOT_FOUND', { what: 'decision', id: decisionId ?? id });
    return row.document;
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

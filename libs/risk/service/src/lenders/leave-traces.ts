import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Id, type Instant } from '@fanxing/kernel';
import {
  lendingEventTypes,
  type ApplicationDecided,
  type LoanChanged,
  type LoanDisbursed,
} from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope, Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { leaveTrace, type TraceKind } from './lender.store.js';
import { ObtainTokens } from './obtain-tokens.js';

export const tracedEvents = [
  lendingEventTypes.applicationDecided,
  lendingEventTypes.loanDisbursed,
  lendingEventTypes.loanChanged,
] as const;

type Traced = ApplicationDecided | LoanDisbursed | LoanChanged;

/** What keeps a trace from being left, and is no failure: nobody is asked to agree, and a bank may have no number of a borrower. */
const reasonsToLeaveNone: readonly string[] = [
  'CONSENT_REQUIRED',
  'LENDER_IDENTIFIER_MISSING',
  'LENDER_QUESTION_CLOSED',
  'LENDER_QUESTIONS_SPENT',
  'NOT_FOUND',
];

/**
 * What happens to applications and loans of a borrower who agreed is left for other lenders to be counted. Hearing it twice leaves one
 * trace. A loan stands under the tokens of its borrower's newest application.
 */
@Injectable()
export class LeaveTraces {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly obtainTokens: ObtainTokens,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(event: EventEnvelope<Traced>): Promise<void> {
    const found = traceIn(event);
    if (!found) return;
    const context = systemContext(event.tenantId as Id<'tenant'>, event.environment, 'lenders');
    const { borrowerId } = event.payload;
    try {
      if (found.kind === 'APPLICATION') await this.obtainTokens.for(context, found.subjectId, borrowerId);
      else
        await this.transport
          .client(tenantContract)
          .checkConsent(context, { borrowerId, purpose: 'CROSS_TENANT_SIGNALS' });
      await leaveTrace(this.database, context, { ...found, borrowerId, at: event.occurredAt as Instant });
    } catch (error) {
      if (!(error instanceof Fault) || !reasonsToLeaveNone.includes(error.reason)) throw error;
    }
  }
}

function traceIn({
  type,
  payload,
}: EventEnvelope<Traced>): { kind: TraceKind; subjectId: string } | undefined {
  if (type === lendingEventTypes.applicationDecided)
    return { kind: 'APPLICATION', subjectId: (payload as ApplicationDecided).applicationId };
  const { loanId } = payload as LoanDisbursed | LoanChanged;
  if (type === lendingEventTypes.loanDisbursed) return { kind: 'LOAN', subjectId: loanId };
  if ((payload as LoanChanged).status === 'WRITTEN_OFF') return { kind: 'WRITE_OFF', subjectId: loanId };
  return undefined;
}

import { Inject, Injectable } from '@nestjs/common';
import { parseId, type Clock, type Instant } from '@fanxing/kernel';
import { lendingApplicantContract } from '@fanxing/lending-contract';
import { lenderEvaluatorContract } from '@fanxing/risk-contract';
import { tokenSuite } from '@fanxing/risk-lenders';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { mustBeOpen } from './evaluate-blinded.js';
import { countOf, figuresOf, type LenderCount } from './lender-figures.js';
import { answerQuestion, findQuestion, type AnsweredQuestion, type LenderAnswer } from './lender.store.js';
import { ObtainTokens } from './obtain-tokens.js';

export interface MultiLenderView {
  /** Of whom it tells: what the record of the read names. */
  readonly id: string;
  readonly applicationId: string;
  readonly answeredAt: Instant;
  readonly windows: readonly ({ readonly days: number } & Record<
    'lenders' | 'applications' | 'loans' | 'writeOffs',
    LenderCount
  >)[];
  readonly phoneSharers: LenderCount | null;
  readonly figures: readonly { readonly name: string; readonly value: number | null }[];
  readonly suite: string;
  readonly evaluatorKey: string;
}

/**
 * What other lenders have of an application's borrower. The application is the proof that there is a reason to ask, the consent that
 * one may; both are looked up where they are kept. Asked again, it is what it was.
 */
@Injectable()
export class ReadMultiLenderView {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly obtainTokens: ObtainTokens,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /**
   * Fails with FORBIDDEN, NOT_FOUND, CONSENT_REQUIRED, LENDER_IDENTIFIER_MISSING, LENDER_QUESTION_CLOSED and LENDER_QUESTIONS_SPENT.
   */
  async run(context: TenantContext, id: string): Promise<MultiLenderView> {
    mustBeAllowedTo(context, 'lender-view:read');
    const applicationId = parseId('application', id, 'applicationId');
    const { borrowerId, answered } = await this.answered(context, applicationId);
    const { publicKey } = await this.transport.client(lenderEvaluatorContract).publicKey(context, {});
    const { windows, phoneSharers } = answered.answer;
    return {
      id: borrowerId,
      applicationId,
      answeredAt: answered.answeredAt,
      windows: windows.map(({ days, lenders, applications, loans, writeOffs }) => ({
        days,
        lenders: countOf(lenders),
        applications: countOf(applications),
        loans: countOf(loans),
        writeOffs: countOf(writeOffs),
      })),
      phoneSharers: phoneSharers === null ? null : countOf(phoneSharers),
      figures: Object.entries(figuresOf(answered.answer)).map(([name, value]) => ({ name, value })),
      suite: tokenSuite,
      evaluatorKey: publicKey,
    };
  }

  /** The one answer that an application has, for its decision: counted when it is first asked for. Fails as `run` does, but for FORBIDDEN. */
  async answerOf(context: TenantContext, applicationId: string): Promise<LenderAnswer> {
    return (await this.answered(context, applicationId)).answered.answer;
  }

  private async answered(
    context: TenantContext,
    applicationId: string,
  ): Promise<{ borrowerId: string; answered: AnsweredQuestion }> {
    const application = await this.transport
      .client(lendingApplicantContract)
      .findApplication(context, { applicationId });
    const { borrowerId } = application;
    const { answered: earlier } = await findQuestion(this.database, context, applicationId);
    if (earlier === null) mustBeOpen(application, this.clock, true);
    // Also for an answer that is there already: looking at it is a use of it, and needs the consent still.
    await this.obtainTokens.for(context, applicationId, borrowerId);
    return {
      borrowerId,
      answered: earlier ?? (await answerQuestion(this.database, context, applicationId)),
    };
  }
}

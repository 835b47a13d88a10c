import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { findQuestion, type LenderAnswer } from '../../lenders/lender.store.js';
import { ObtainTokens } from '../../lenders/obtain-tokens.js';
import { ReadMultiLenderView } from '../../lenders/read-multi-lender-view.js';
import type { AskedApplication, Read, SignalQuestion, SignalReader } from '../signal.js';
import { lendersFigures, lendersReasons } from './lenders-signals.js';

/** What keeps others from being asked and is no failure: there is no number of the borrower, or the application is over. */
const nothingToAsk: readonly string[] = ['LENDER_IDENTIFIER_MISSING', 'LENDER_QUESTION_CLOSED'];

/**
 * Reads what other lenders have of an application's borrower. An application has one answer, and only its own decision asks for it:
 * whoever looks afterwards, tries something out or decides again is given what was kept (docs/decisions/0177).
 */
@Injectable()
export class ReadLenders implements SignalReader<LenderAnswer> {
  readonly figuresOf = lendersFigures;
  readonly reasonsOf = lendersReasons;
  readonly picturesOf = () => [];

  constructor(
    private readonly database: ServiceDatabase,
    private readonly obtainTokens: ObtainTokens,
    private readonly readMultiLenderView: ReadMultiLenderView,
  ) {}

  /** Fails with CONSENT_REQUIRED without a consent to CROSS_TENANT_SIGNALS that covers IDENTITY, and with LENDER_QUESTIONS_SPENT. */
  async read(context: TenantContext, question: SignalQuestion): Promise<Read<LenderAnswer>> {
    const access = await this.obtainTokens.access(context, question.borrowerId);
    const { application } = question;
    const evidence = application && (await this.answer(context, application));
    return { evidence, opened: [access] };
  }

  private async answer(
    context: TenantContext,
    { id, isDeciding, keptUntil }: AskedApplication,
  ): Promise<LenderAnswer | null> {
    if (isDeciding) return this.askedFor(context, id);
    const { answered } = await findQuestion(this.database, context, id);
    if (answered === null || (keptUntil !== null && answered.answeredAt > keptUntil)) return null;
    return answered.answer;
  }

  private async askedFor(context: TenantContext, applicationId: string): Promise<LenderAnswer | null> {
    try {
      return await this.readMultiLenderView.answerOf(context, applicationId);
    } catch (error) {
      if (error instanceof Fault && nothingToAsk.includes(error.reason)) return null;
      throw error;
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingApplicantContract } from '@fanxing/lending-contract';
import { lenderEvaluatorContract } from '@fanxing/risk-contract';
import { blindIdentifier, tokensFrom } from '@fanxing/risk-lenders';
import { mustCover, openDataAccess, type DataAccess } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { fromText, random, toText } from './evaluate-blinded.js';
import { findQuestion, keepTokens } from './lender.store.js';

/**
 * The asking side: what names a borrower is read under the consent, blinded here, evaluated there, and kept as tokens with the
 * application. An application gets its tokens once.
 */
@Injectable()
export class ObtainTokens {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** The right to ask of a borrower. Fails with CONSENT_REQUIRED where it leaves out what names the borrower. */
  async access(context: TenantContext, borrowerId: string): Promise<DataAccess> {
    const tenant = this.transport.client(tenantContract);
    const access = await openDataAccess(
      (question) => tenant.checkConsent(context, question),
      this.clock,
      borrowerId,
      'CROSS_TENANT_SIGNALS',
    );
    mustCover(access, ['IDENTITY']);
    return access;
  }

  /** Fails with CONSENT_REQUIRED, LENDER_IDENTIFIER_MISSING, and with what the evaluator refuses. */
  async for(context: TenantContext, applicationId: string, borrowerId: string): Promise<void> {
    const access = await this.access(context, borrowerId);
    if ((await findQuestion(this.database, context, applicationId)).hasTokens) return;
    const { person, phone } = await this.transport
      .client(lendingApplicantContract)
      .coveredIdentifiers(context, { access });
    if (person === null) throw new Fault('LENDER_IDENTIFIER_MISSING', {}, 'applicationId');
    const identifiers = [['PERSON', person] as const, ...(phone === null ? [] : [['PHONE', phone] as const])];
    const [personToken, phoneToken] = await this.evaluated(context, applicationId, identifiers);
    if (!personToken) throw new Error('an identifier was not evaluated');
    await keepTokens(this.database, context, applicationId, personToken, phoneToken ?? null);
  }

  private async evaluated(
    context: TenantContext,
    applicationId: string,
    identifiers: readonly (readonly [kind: string, identifier: string])[],
  ): Promise<Uint8Array[]> {
    const evaluator = this.transport.client(lenderEvaluatorContract);
    const blinded = identifiers.map(([kind, identifier]) => blindIdentifier(kind, identifier, random));
    const [{ publicKey }, { evaluated, proof }] = await Promise.all([
      evaluator.publicKey(context, {}),
      evaluator.evaluate(context, {
        applicationId,
        blinded: blinded.map((each) => toText(each.blinded)),
      }),
    ]);
    const evaluation = { evaluated: evaluated.map(fromText), proof: fromText(proof) };
    return tokensFrom(blinded, evaluation, fromText(publicKey));
  }
}

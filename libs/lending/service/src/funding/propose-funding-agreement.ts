import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId } from '@fanxing/kernel';
import { parseShares } from '@fanxing/ledger-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { propose, type Proposal, type ProposedAgreement } from '../books/proposal.store.js';
import { BusinessDates } from '../day/business-date.js';
import type { ProposeFundingAgreementInput } from '../generated/schema.js';
import { findCreditLine } from '../line/credit-line.store.js';
import { Neighbours } from '../neighbours.js';

const partyLengthMax = 64;

/** Proposes who funds the loans of a product or of a line. Fails with SHARES_INVALID, or with NOT_FOUND for what is not the tenant's. */
@Injectable()
export class ProposeFundingAgreement {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly neighbours: Neighbours,
  ) {}

  async run(context: TenantContext, input: ProposeFundingAgreementInput): Promise<Proposal> {
    mustBeAllowedTo(context, 'ledger:write');
    const content = await this.agreementIn(context, input);
    const { idempotencyKey, reason } = input;
    const command = {
      operation: 'proposeFundingAgreement',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const answer = await propose(transaction, { kind: 'FUNDING_AGREEMENT', content }, reason);
      return {
        answer,
        subject: { kind: 'ledger proposal', id: answer.id },
        after: {
          status: answer.status,
          kind: answer.kind,
          parties: content.parties.map(({ party, share }) => `${party} ${share}`),
        },
      };
    });
  }

  private async agreementIn(
    context: TenantContext,
    input: ProposeFundingAgreementInput,
  ): Promise<ProposedAgreement> {
    const { remainder, leadParty } = input;
    const parties = input.parties.map(({ party, share }) => ({ party: party.trim(), share }));
    if (parties.some(({ party }) => party === '' || party.length > partyLengthMax)) {
      throw new Fault(
        'SHARES_INVALID',
        { problem: `a party's name has 1 to ${partyLengthMax} characters` },
        'input.parties',
      );
    }
    parseShares(parties, remainder, leadParty);
    const scope = await this.scopeOf(context, input);
    const validFrom = parseBusinessDate(input.validFrom, 'input.validFrom');
    const today = await this.businessDates.current(context);
    if (validFrom < today) {
      throw new Fault(
        'INPUT_INVALID',
        { problem: `it can begin on ${today} at the earliest` },
        'input.validFrom',
      );
    }
    return { ...scope, parties, remainder, leadParty, validFrom };
  }

  private async scopeOf(
    context: TenantContext,
    { productId, creditLineId }: ProposeFundingAgreementInput,
  ): Promise<{ productId: string | null; creditLineId: string | null }> {
    if (Boolean(productId) === Boolean(creditLineId)) {
      throw new Fault('INPUT_INVALID', { problem: 'give a product or a line, one of the two' }, 'input');
    }
    if (creditLineId) {
      const id = parseId('creditLine', creditLineId, 'input.creditLineId');
      if (!(await findCreditLine(this.database, context, id)))
        throw new Fault('NOT_FOUND', { what: 'credit line', id }, 'input.creditLineId');
      return { productId: null, creditLineId: id };
    }
    const id = parseId('product', productId ?? '', 'input.productId');
    await this.neighbours.publishedTerms(context, id);
    return { productId: id, creditLineId: null };
  }
}

import { Injectable } from '@nestjs/common';
import { Fault, type Instant } from '@fanxing/kernel';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { AskSignals, type AskedOf } from './ask-signals.js';
import { ReadSignals, type FamilyReading } from './read-signals.js';
import { signalFamilies } from './signal.js';

export interface BorrowerSignals {
  readonly id: string;
  readonly asOf: Instant;
  readonly families: readonly FamilyReading[];
}

export interface SignalsQuery extends AskedOf {
  /** As the API names them: in capitals. */
  readonly families: readonly string[];
}

/** Shows signals of a borrower as of a moment. */
@Injectable()
export class ReadBorrowerSignals {
  constructor(
    private readonly askSignals: AskSignals,
    private readonly readSignals: ReadSignals,
  ) {}

  /** Fails with CONSENT_REQUIRED, NOT_FOUND, and INPUT_INVALID where no family is named. */
  async run(context: TenantContext, query: SignalsQuery): Promise<BorrowerSignals> {
    mustBeAllowedTo(context, 'risk:read');
    // Whoever may see signals may not for that see what other lenders have.
    if (query.families.includes('LENDERS')) mustBeAllowedTo(context, 'lender-view:read');
    const families = signalFamilies.filter((family) => query.families.includes(family.toUpperCase()));
    if (families.length === 0)
      throw new Fault('INPUT_INVALID', { problem: 'name at least one family' }, 'families');
    const question = await this.askSignals.of(context, query);
    return {
      id: question.borrowerId,
      asOf: question.asOf,
      families: await Promise.all(
        families.map((family) => this.readSignals.family(context, question, family)),
      ),
    };
  }
}

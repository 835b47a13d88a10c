import { Inject, Injectable } from '@nestjs/common';
import { billingContract } from '@fanxing/billing-contract';
import type { Clock } from '@fanxing/kernel';
import { lendingDataContract } from '@fanxing/lending-contract';
import { riskDataContract } from '@fanxing/risk-contract';
import { requestHash } from '@fanxing/runtime/command';
import { consentPurposes, dataCategories, purposes } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { openProof } from '../consent/sealed-proof.js';
import { openWord } from './sealed-words.js';
import { SubjectDataStore } from './subject-data.store.js';

type Sections = Readonly<Record<'tenant' | 'lending' | 'risk' | 'billing', Record<string, unknown>>>;

/** A borrower's data as one machine-readable document; each service answers for its own schema. */
export interface GatheredData extends Sections {
  readonly format: 'fanxing-subject-export/1';
  readonly borrowerId: string;
  readonly exportedAt: string;
  /** What the data may be used for, and what their categories mean, in both languages. */
  readonly words: Record<string, unknown>;
}

@Injectable()
export class GatherData {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: SubjectDataStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** The tenant service's part, opened. */
  private async own(context: TenantContext, borrowerId: string): Promise<Record<string, unknown>> {
    const { consents, subjectRequests } = await this.database.transaction(context, (transaction) =>
      this.store.export(transaction, borrowerId),
    );
    const opened = await this.keeper.using(context, (keys) =>
      consents.map(({ proof, evidence, ...consent }) => {
        const shown = openProof(keys, { id: consent.id, borrowerId }, { proof, content: evidence });
        return { ...consent, proof: shown.proof, evidence: shown.content };
      }),
    );
    const words = await this.keeper.using(context, (keys) =>
      subjectRequests.map((request) => ({
        ...request,
        details: openWord(keys, { id: request.id, borrowerId }, 'details', request.details),
      })),
    );
    return { consents: opened, subjectRequests: words };
  }

  /** Fails with NOT_FOUND once the borrower was erased. */
  async run(context: TenantContext, borrowerId: string): Promise<GatheredData> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const [lending, risk, tenant] = await Promise.all([
      this.transport.client(lendingDataContract).exportBorrower(context, { borrowerId }),
      this.transport.client(riskDataContract).exportBorrower(context, { borrowerId }),
      this.own(context, borrowerId),
    ]);
    const { usage } = await this.transport
      .client(billingContract)
      .exportUsage(context, { subjectIds: countedIn(lending.document) });
    return {
      format: 'fanxing-subject-export/1',
      borrowerId,
      exportedAt: this.clock.now(),
      words: {
        purposes: Object.fromEntries(consentPurposes.map((name) => [name, purposes[name]])),
        categories: dataCategories,
      },
      tenant,
      lending: lending.document,
      risk: risk.document,
      billing: { usage },
    };
  }
}

/** How many of what was handed out, and a digest of it: the proof, without the data. */
export function receiptOf({ tenant, lending, risk, billing }: GatheredData): Record<string, unknown> {
  const sections = { tenant, lending, risk, billing };
  const counts = Object.entries(sections).flatMap(([section, parts]) =>
    Object.entries(parts)
      .filter(([, part]) => Array.isArray(part))
      .map(([name, part]) => [`${section}.${name}`, (part as unknown[]).length] as const),
  );
  return { digest: requestHash(sections), counts: Object.fromEntries(counts) };
}

interface Counted {
  readonly id: string;
  readonly repayments?: readonly Counted[];
}

/** Whatever billing may have counted: applications, loans, repayments. */
function countedIn({ applications, loans }: Record<string, unknown>): string[] {
  const all = [...(applications as readonly Counted[]), ...(loans as readonly Counted[])];
  return all.flatMap(({ id, repayments = [] }) => [id, ...repayments.map((repayment) => repayment.id)]);
}

import { aLine, aLoan, yuan, type Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import type { BookedPayment } from '../harness/sandbox-bank.fixture.js';

export interface Collection {
  readonly id: string;
  readonly status: string;
  readonly kind: string;
  readonly amount: { readonly amount: string };
  readonly tryNumber: number;
  readonly retryOn: string | null;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly expectedAt: string | null;
  readonly cancelRequested: boolean;
  readonly needsAttention: boolean;
  readonly failure: string | null;
  readonly repayment: { readonly id: string; readonly reversed: boolean } | null;
}

export const collectionShown = `id status kind amount { amount } tryNumber retryOn attempts lastOutcome expectedAt cancelRequested
  needsAttention failure repayment { id reversed }`;

/** A line whose borrower has given a mandate. */
export async function aLineWithMandate(
  tenant: Tenant,
  reference: string,
): Promise<Line & { mandateId: string }> {
  const line = await aLine(tenant, reference);
  return { ...line, mandateId: await aMandate(tenant, line.borrowerId, reference) };
}

/** A loan that was paid out, whose borrower has given a mandate. */
export async function aLoanWithMandate(tenant: Tenant, reference: string, amount: string): Promise<string> {
  const { lineId } = await aLineWithMandate(tenant, reference);
  return aLoan(tenant, lineId, amount, `draw ${reference}`);
}

export async function aMandate({ lender }: Tenant, borrowerId: string, reference: string): Promise<string> {
  const { id } = await lender.do<{ id: string }>(
    'recordMandate',
    {
      idempotencyKey: `mandate ${reference}`,
      borrowerId,
      reference: `M-${reference}`,
      accountReference: `account ${reference}`,
    },
    'id',
  );
  return id;
}

export function collect(
  { lender }: Tenant,
  loanId: string,
  idempotencyKey: string,
  amount?: string,
): Promise<Collection> {
  const input = { idempotencyKey, loanId, ...(amount === undefined ? {} : { amount: yuan(amount) }) };
  return lender.do<Collection>('collectRepayment', input, collectionShown);
}

export async function collectionOf({ lender }: Tenant, id: string): Promise<Collection> {
  const query = `query ($id: ID!) { collection(id: $id) { ${collectionShown} } }`;
  return (await lender.ask<{ collection: Collection }>(query, { id })).collection;
}

export async function collectionsOf(
  { lender }: Tenant,
  filter: Record<string, unknown>,
): Promise<Collection[]> {
  const { collections } = await lender.ask<{ collections: { edges: { node: Collection }[] } }>(
    `query ($loanId: ID, $status: CollectionStatus, $kind: CollectionKind) {
       collections(first: 100, loanId: $loanId, status: $status, kind: $kind) { edges { node { ${collectionShown} } } } }`,
    filter,
  );
  return collections.edges.map(({ node }) => node);
}

/** Waits until the bank's word on a collection is known and what follows from it is done. */
export function untilEnded(tenant: Tenant, id: string, patienceMs = 30_000): Promise<Collection> {
  return eventually(patienceMs, async () => {
    const collection = await collectionOf(tenant, id);
    const isUnderWay = ['PENDING', 'SENT', 'UNKNOWN'].includes(collection.status);
    const isBooked = collection.status !== 'COLLECTED' || collection.repayment !== null;
    return isUnderWay || !isBooked ? undefined : collection;
  });
}

/** The bank's own book of what it has taken from customers' accounts. */
export async function collectionBook(platform: RunningPlatform): Promise<BookedPayment[]> {
  const response = await fetch(`${platform.ready.urls.sandboxBank}/book/collections`);
  return (await response.json()) as BookedPayment[];
}

export async function outstandingOf({ lender }: Tenant, id: string): Promise<string> {
  const query = 'query ($id: ID!) { loan(id: $id) { outstanding { amount } } }';
  return (await lender.ask<{ loan: { outstanding: { amount: string } } }>(query, { id })).loan.outstanding
    .amount;
}

/** Moves the sandbox's clock on by days. */
export async function advance({ lender }: Tenant, days: number, key: string): Promise<void> {
  await lender.do('advanceTestClock', { idempotencyKey: key, days }, '__typename');
}

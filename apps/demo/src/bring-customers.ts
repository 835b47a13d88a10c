import type { BankFolder, FolderEvent } from '@fanxing/bank-folder';
import {
  divideRounded,
  fromEpochMs,
  minorUnitExponent,
  formatMinor,
  parseCurrency,
  parseMinor,
  toEpochMs,
  type Instant,
} from '@fanxing/kernel';
import type { Api } from './api.js';
import type { Customer } from './customers.js';
import { inFlight } from './in-flight.js';
import type { Progress } from './progress.js';

export interface BroughtCustomers {
  readonly customers: ReadonlyMap<string, Customer>;
  /** Accepted by the platform; an event that came before is not counted again. */
  readonly eventsAccepted: number;
  /** The first moment after everything that the bank's files tell. */
  readonly endOfFiles: Instant;
  /** Amounts that had more decimals than their currency, rounded half-up. */
  readonly amountsRounded: number;
}

const borrowersAtATime = 500;
const consentsAtATime = 500;
const eventsAtATime = 1_000;
const batchesInFlight = 4;
export const requestsInFlight = 20;

/** Brings the bank's own files in through the gateway: customers, each one's consent, events. Reads outcomes for itself. */
export async function bringCustomers(
  folder: BankFolder,
  lender: Api,
  progress: Progress,
): Promise<BroughtCustomers> {
  progress.step("bringing in the bank's customers");
  const customers = await bringBorrowers(folder, lender);
  for await (const { borrowerId, outcome, asOf } of folder.outcomes()) {
    const customer = customers.get(borrowerId);
    if (customer) customer.outcome = { isBad: outcome === 'BAD', asOf };
  }
  progress.step(`recording the consent of ${customers.size} customers`);
  await recordConsents([...customers.values()], lender);
  progress.step('bringing in what the bank knows of them');
  const sent = await bringEvents(folder, customers, lender);
  return { customers, ...sent, endOfFiles: endOfFiles(customers) };
}

async function bringBorrowers(folder: BankFolder, lender: Api): Promise<Map<string, Customer>> {
  const customers = new Map<string, Customer>();
  for await (const borrowers of inBatches(folder.borrowers(), borrowersAtATime)) {
    const input = {
      idempotencyKey: `borrowers-${customers.size}`,
      borrowers: borrowers.map(({ id, attributes }) => ({ reference: id, attributes })),
    };
    const { importBorrowers } = await lender.send<{ importBorrowers: { borrowerIds: string[] } }>(
      'mutation ($input: ImportBorrowersInput!) { importBorrowers(input: $input) { borrowerIds } }',
      { input },
    );
    borrowers.forEach(({ id, attributes }, index) => {
      const borrowerId = importBorrowers.borrowerIds[index] ?? '';
      customers.set(id, {
        reference: id,
        borrowerId,
        attributes,
        isTrain: folder.isTrain(id),
        outcome: undefined,
        eventTimes: [],
        events: [],
      });
    });
  }
  return customers;
}

async function recordConsents(customers: readonly Customer[], lender: Api): Promise<void> {
  const batches = Array.from({ length: Math.ceil(customers.length / consentsAtATime) }, (_, index) =>
    customers.slice(index * consentsAtATime, (index + 1) * consentsAtATime),
  );
  await inFlight([...batches.entries()], batchesInFlight, async ([index, batch]) => {
    const consents = batch.map(({ borrowerId, reference }) => ({
      borrowerId,
      purpose: 'CREDIT_DECISION',
      textVersion: '2026-01',
      proof: `signed form of customer ${reference}`.slice(0, 200),
    }));
    await lender.send(
      'mutation ($input: GrantConsentsInput!) { grantConsents(input: $input) { consents { id } } }',
      { input: { idempotencyKey: `consents-${index}`, consents } },
    );
  });
}

async function bringEvents(
  folder: BankFolder,
  customers: ReadonlyMap<string, Customer>,
  lender: Api,
): Promise<{ eventsAccepted: number; amountsRounded: number }> {
  const { currency } = folder.manifest;
  let eventsAccepted = 0;
  let amountsRounded = 0;
  const sending = new Set<Promise<void>>();
  for await (const batch of inBatches(folder.events(), eventsAtATime)) {
    const inputs = batch.flatMap((event) => {
      const customer = customers.get(event.borrowerId);
      if (!customer) return [];
      const { amount, isRounded } = amountIn(event, currency);
      amountsRounded += isRounded ? 1 : 0;
      keep(customer, event, amount, currency);
      return [eventInput(customer, event, amount, currency)];
    });
    const sent = send(lender, inputs).then((accepted) => void (eventsAccepted += accepted));
    sending.add(sent);
    void sent.finally(() => sending.delete(sent)).catch(() => undefined);
    if (sending.size >= batchesInFlight) await Promise.race(sending);
  }
  await Promise.all(sending);
  return { eventsAccepted, amountsRounded };
}

async function send(lender: Api, events: readonly unknown[]): Promise<number> {
  const { ingestEvents } = await lender.send<{ ingestEvents: { accepted: number } }>(
    'mutation ($input: IngestEventsInput!) { ingestEvents(input: $input) { accepted } }',
    { input: { events } },
  );
  return ingestEvents.accepted;
}

function eventInput(
  { borrowerId }: Customer,
  event: FolderEvent,
  amount: string | null,
  currency: string,
): Record<string, unknown> {
  return {
    id: event.id,
    borrowerId,
    kind: event.kind,
    at: event.at,
    ...(amount === null ? {} : { amount, currency }),
    ...(event.direction === null ? {} : { direction: event.direction.toUpperCase() }),
    ...(event.counterparty === null ? {} : { counterparty: event.counterparty }),
    ...(event.channel === null ? {} : { channel: event.channel }),
    fields: event.fields,
  };
}

/** Keeps what fitting needs: the very event that the platform is sent. */
function keep(customer: Customer, event: FolderEvent, amount: string | null, currency: string): void {
  customer.eventTimes.push(event.at);
  if (!customer.isTrain) return;
  const code = parseCurrency(currency);
  customer.events.push({
    id: event.id,
    borrowerId: customer.borrowerId,
    kind: event.kind,
    at: event.at,
    amountMinor: amount === null ? null : parseMinor(amount, code),
    currency: amount === null ? null : code,
    direction: event.direction,
    counterparty: event.counterparty,
    channel: event.channel,
    fields: event.fields,
  });
}

/** The platform rounds nothing on the way in, so an amount that is finer than its currency is rounded here, half-up. */
function amountIn({ amount }: FolderEvent, currency: string): { amount: string | null; isRounded: boolean } {
  if (amount === null) return { amount: null, isRounded: false };
  const code = parseCurrency(currency);
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const decimals = minorUnitExponent(code);
  if (fraction.slice(decimals).replace(/0+$/, '') === '') return { amount, isRounded: false };
  const minor = divideRounded(BigInt(whole + fraction), 10n ** BigInt(fraction.length - decimals), 'half-up');
  return { amount: formatMinor(amount.startsWith('-') ? -minor : minor, code), isRounded: true };
}

function endOfFiles(customers: ReadonlyMap<string, Customer>): Instant {
  let latestMs = 0;
  for (const { eventTimes, outcome } of customers.values()) {
    for (const at of eventTimes) latestMs = Math.max(latestMs, toEpochMs(at) + 1);
    if (outcome) latestMs = Math.max(latestMs, toEpochMs(outcome.asOf));
  }
  return fromEpochMs(latestMs);
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

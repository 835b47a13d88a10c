import { changed } from '../deciding/changed-strategy.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { ApiError, Caller } from '../harness/caller.fixture.js';

export interface Told {
  readonly signals: readonly { readonly name: string; readonly value: number | null }[];
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly textZh: string }[];
  readonly pictures: readonly { readonly subject: string; readonly svg: string }[];
}

const query = `query ($id: ID!, $families: [SignalFamily!]!, $asOf: DateTime, $knownUntil: DateTime, $productCode: String, $applicationId: ID) {
  borrowerSignals(borrowerId: $id, families: $families, asOf: $asOf, knownUntil: $knownUntil, productCode: $productCode, applicationId: $applicationId) {
    signals { name value meaning meaningZh } reasons { code text textZh } pictures { subject svg } } }`;

/** What is told of a borrower, with the figures by their names. */
export async function signalsOf(
  bank: Tenant,
  id: string,
  family: string,
  more: { asOf?: string; knownUntil?: string; productCode?: string; applicationId?: string } = {},
): Promise<Told & { readonly figures: Readonly<Record<string, number | null>> }> {
  const { borrowerSignals: told } = await bank.riskOfficer.ask<{ borrowerSignals: Told }>(query, {
    ...{ id, families: [family] },
    ...more,
  });
  return { ...told, figures: Object.fromEntries(told.signals.map(({ name, value }) => [name, value])) };
}

export async function signalsRefusal(
  bank: Tenant,
  id: string,
  families: readonly string[],
  more: { caller?: Caller; applicationId?: string } = {},
): Promise<ApiError | undefined> {
  const { caller = bank.riskOfficer, ...asked } = more;
  return (await caller.send(query, { id, families, ...asked })).errors[0];
}

export async function agree({ lender }: Tenant, borrowerId: string, purpose: string): Promise<void> {
  const input = { borrowerId, purpose, textVersion: '2026-01', proof: 'form' };
  await lender.do('grantConsent', { idempotencyKey: `${purpose} ${borrowerId}`, ...input }, 'id');
}

/** A strategy that approves whom a test on a signal lets through, and declines all others. */
export function strategyOn(field: string, test: string): unknown {
  return changed(({ inputs, rules }) => {
    Object.assign(inputs[0] ?? {}, { field });
    Object.assign(rules[0] ?? {}, { history: test });
  });
}

let published = 0;

export async function publishFor(bank: Tenant, productCode: string, content: unknown): Promise<void> {
  const { modelId } = bank;
  const input = { idempotencyKey: `publish ${(published += 1)}`, productCode, modelId, content };
  await bank.riskOfficer.do('publishStrategy', input, 'id');
}

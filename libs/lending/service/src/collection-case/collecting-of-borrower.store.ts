import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantKeys } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { openAccount } from '../collection/sealed-account.js';
import { openEntry } from './sealed-entry.js';

interface Kept extends Record<string, unknown> {
  readonly id: string;
}

interface CollectingDocument {
  readonly mandates: readonly (Kept & { readonly account: string | null })[];
  readonly collections: readonly Kept[];
  readonly collectionCases: readonly (Kept & {
    readonly entries: readonly (Kept & { readonly text: string | null })[];
  })[];
}

/** All that is kept of collecting from a borrower, in the clear, for the borrower's own request. */
export async function exportCollecting(
  database: ServiceDatabase,
  context: TenantContext,
  keys: TenantKeys,
  borrowerId: string,
): Promise<Record<string, unknown>> {
  const [row] = await database.call<{ document: CollectingDocument }>(context, 'lending.export_collecting', [
    borrowerId,
  ]);
  if (!row) throw new Error('an export was not answered');
  const { mandates, collections, collectionCases } = row.document;
  return {
    mandates: mandates.map((mandate) => ({
      ...mandate,
      account: mandate.account === null ? null : openAccount(keys, mandate.id, borrowerId, mandate.account),
    })),
    collections,
    collectionCases: collectionCases.map((each) => ({
      ...each,
      entries: each.entries.map((entry) => ({
        ...entry,
        text: entry.text === null ? null : openEntry(keys, entry.id, borrowerId, entry.text),
      })),
    })),
  };
}

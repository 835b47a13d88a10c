import { openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';
import type { NewConsent } from './consent.store.js';

type Proved = { readonly id: string; readonly borrowerId: string };

function placeOf(column: 'proof' | 'content', { id, borrowerId }: Proved) {
  const table = column === 'proof' ? 'tenant.consent' : 'tenant.consent_evidence';
  return { table, column, rowId: id, owner: borrowerId };
}

/** A consent as it is kept: what proves it may hold the person's voice, words or numbers. */
export function sealProof(keys: TenantKeys, consent: NewConsent): NewConsent {
  const { proof, evidence } = consent;
  return {
    ...consent,
    proof: sealText(keys, placeOf('proof', consent), proof),
    evidence: evidence === null ? null : sealText(keys, placeOf('content', consent), evidence),
  };
}

/** What proves a consent, as it was given. */
export function openProof(
  keys: TenantKeys,
  consent: Proved,
  kept: { readonly proof: string; readonly content: string | null },
): { proof: string; content: string | null } {
  return {
    proof: openText(keys, placeOf('proof', consent), kept.proof),
    content: kept.content === null ? null : openText(keys, placeOf('content', consent), kept.content),
  };
}

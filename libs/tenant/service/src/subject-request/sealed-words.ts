import { openText, sealText, Unreadable, type TenantKeys } from '@fanxing/runtime/encryption';
import type { SubjectRequest } from './subject-request.js';

type Whose = Pick<SubjectRequest, 'id' | 'borrowerId'>;
type Column = 'details' | 'correction' | 'rejection_note';

function placeOf(column: Column, { id, borrowerId }: Whose) {
  return { table: 'tenant.subject_request', column, rowId: id, owner: borrowerId };
}

export function sealWord(
  keys: TenantKeys,
  request: Whose,
  column: Column,
  text: string | null,
): string | null {
  return text === null ? null : sealText(keys, placeOf(column, request), text);
}

/** A request as it is kept: the borrower's words and right values, and what is said to the borrower, are nobody else's. */
export function sealWords(
  keys: TenantKeys,
  request: SubjectRequest,
): SubjectRequest & { readonly correctionSealed: string | null } {
  const { details, correction } = request;
  return {
    ...request,
    details: sealWord(keys, request, 'details', details),
    correctionSealed: sealWord(keys, request, 'correction', correction && JSON.stringify(correction)),
  };
}

/** Null once the borrower's key was destroyed: an erasure that is still under way has not come to the words yet. */
export function openWord(
  keys: TenantKeys,
  request: Whose,
  column: Column,
  text: string | null,
): string | null {
  try {
    return text === null ? null : openText(keys, placeOf(column, request), text);
  } catch (error) {
    if (error instanceof Unreadable && error.why === 'KEY_DESTROYED') return null;
    throw error;
  }
}

export function openWords(keys: TenantKeys, request: SubjectRequest): SubjectRequest {
  const open = (column: Column, text: string | null) => openWord(keys, request, column, text);
  // Sealed it is a text; an object in a row of before it was sealed.
  const kept = request.correction as unknown;
  const correction =
    typeof kept === 'string' ? (JSON.parse(open('correction', kept) ?? 'null') as unknown) : kept;
  return {
    ...request,
    details: open('details', request.details),
    correction: correction as SubjectRequest['correction'],
    rejectionNote: open('rejection_note', request.rejectionNote),
  };
}

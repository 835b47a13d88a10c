import { openText, sealText, type TenantKeys, type TextColumn } from '@fanxing/runtime/encryption';

/** What somebody wrote about a borrower, sealed with the borrower's keys: it goes with the borrower. */
export const entryColumn: TextColumn = {
  table: 'lending.case_entry',
  column: 'text',
  id: 'id',
  owner: 'kept.borrower_id',
  when: 'kept.text IS NOT NULL',
};

export function sealEntry(keys: TenantKeys, entryId: string, borrowerId: string, text: string): string {
  return sealText(keys, placeOf(entryId, borrowerId), text);
}

export function openEntry(keys: TenantKeys, entryId: string, borrowerId: string, text: string): string {
  return openText(keys, placeOf(entryId, borrowerId), text);
}

function placeOf(entryId: string, borrowerId: string) {
  const { table, column } = entryColumn;
  return { table, column, rowId: entryId, owner: borrowerId };
}

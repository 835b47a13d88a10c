import { openText, sealText, type TenantKeys, type TextColumn } from '@fanxing/runtime/encryption';

/** The account that a mandate is for, sealed with the borrower's keys: it goes with the borrower. */
export const accountColumn: TextColumn = {
  table: 'lending.mandate',
  column: 'account',
  id: 'id',
  owner: 'kept.borrower_id',
  when: 'kept.account IS NOT NULL',
};

export function sealAccount(
  keys: TenantKeys,
  mandateId: string,
  borrowerId: string,
  account: string,
): string {
  return sealText(keys, placeOf(mandateId, borrowerId), account);
}

export function openAccount(
  keys: TenantKeys,
  mandateId: string,
  borrowerId: string,
  account: string,
): string {
  return openText(keys, placeOf(mandateId, borrowerId), account);
}

function placeOf(mandateId: string, borrowerId: string) {
  const { table, column } = accountColumn;
  return { table, column, rowId: mandateId, owner: borrowerId };
}

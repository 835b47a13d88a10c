import { newKeyOf, openedColumn, type SealedRow, type TenantKeys } from '@fanxing/runtime/encryption';

export type BorrowerAttributes = Readonly<Record<string, string | number | null>>;

/** What is known of a person, in the clear. */
export interface BorrowerDetails {
  readonly reference: string;
  readonly attributes: BorrowerAttributes;
  readonly name: string | null;
  /** In E.164, such as `+8613800000000`. */
  readonly phone: string | null;
  readonly identityNumber: string | null;
  readonly unifiedSocialCreditCode: string | null;
}

/** A borrower as it is kept. A row that is older than its sealing has its reference and attributes in the clear. */
export interface KeptBorrower extends SealedRow {
  readonly id: string;
  readonly reference: string | null;
  readonly attributes: BorrowerAttributes | null;
  readonly referenceSealed: Buffer | null;
  readonly attributesSealed: Buffer | null;
  readonly nameSealed: Buffer | null;
  readonly phoneSealed: Buffer | null;
  readonly identityNumberSealed: Buffer | null;
  readonly creditCodeSealed: Buffer | null;
}

const table = 'lending.borrower';

/** What stands in the columns of one row, under a data key of its own. */
export interface SealedColumns {
  readonly id: string;
  readonly dataKey: Buffer;
  readonly referenceSealed: Buffer;
  readonly referenceIndex: Buffer;
  readonly attributesSealed: Buffer;
  readonly nameSealed: Buffer | null;
  readonly phoneSealed: Buffer | null;
  readonly phoneIndex: Buffer | null;
  readonly identityNumberSealed: Buffer | null;
  readonly identityNumberIndex: Buffer | null;
  readonly creditCodeSealed: Buffer | null;
  readonly creditCodeIndex: Buffer | null;
}

export function sealBorrower(keys: TenantKeys, id: string, details: BorrowerDetails): SealedColumns {
  const { dataKey, seal, forget } = newKeyOf(keys, table, id, id);
  const sealed = (column: string, text: string | null) => (text === null ? null : seal(column, text));
  const { reference, attributes, name, phone, identityNumber, unifiedSocialCreditCode } = details;
  const columns = {
    id,
    dataKey,
    referenceSealed: seal('reference_sealed', reference),
    referenceIndex: blindReference(keys, reference),
    attributesSealed: seal('attributes_sealed', JSON.stringify(attributes)),
    nameSealed: sealed('name_sealed', name),
    phoneSealed: sealed('phone_sealed', phone),
    phoneIndex: blindIdentifier(keys, 'phone', phone),
    identityNumberSealed: sealed('identity_number_sealed', identityNumber),
    identityNumberIndex: blindIdentifier(keys, 'identityNumber', identityNumber),
    creditCodeSealed: sealed('credit_code_sealed', unifiedSocialCreditCode),
    creditCodeIndex: blindIdentifier(keys, 'unifiedSocialCreditCode', unifiedSocialCreditCode),
  };
  forget();
  return columns;
}

export function openBorrower(keys: TenantKeys, row: KeptBorrower): BorrowerDetails {
  const open = openedColumn(keys, table, row, row.id);
  const attributes = open('attributes_sealed', row.attributesSealed);
  return {
    reference: row.reference ?? open('reference_sealed', row.referenceSealed) ?? '',
    attributes: row.attributes ?? (JSON.parse(attributes ?? '{}') as BorrowerAttributes),
    name: open('name_sealed', row.nameSealed),
    phone: open('phone_sealed', row.phoneSealed),
    identityNumber: open('identity_number_sealed', row.identityNumberSealed),
    unifiedSocialCreditCode: open('credit_code_sealed', row.creditCodeSealed),
  };
}

/** A borrower's attributes as an application finds them. */
export interface SealedAttributes {
  readonly borrower_id: string;
  readonly attributes: BorrowerAttributes | null;
  readonly data_key: Buffer | null;
  readonly attributes_sealed: Buffer | null;
}

export function openAttributes(keys: TenantKeys, found: SealedAttributes): BorrowerAttributes {
  const row = { id: found.borrower_id, dataKey: found.data_key };
  const open = openedColumn(keys, table, row, row.id);
  const text = open('attributes_sealed', found.attributes_sealed);
  return found.attributes ?? (JSON.parse(text ?? '{}') as BorrowerAttributes);
}

/** Whom the bank pays, as a line or a loan carries it. */
export interface SealedPayee {
  readonly borrowerId: string;
  readonly borrowerReference: string | null;
  readonly borrowerKey: Buffer | null;
  readonly borrowerReferenceSealed: Buffer | null;
}

export function openPayee(keys: TenantKeys, payee: SealedPayee): string {
  const row = { id: payee.borrowerId, dataKey: payee.borrowerKey };
  const open = openedColumn(keys, table, row, row.id);
  return payee.borrowerReference ?? open('reference_sealed', payee.borrowerReferenceSealed) ?? 'ERASED';
}

/** The bank's own name for a customer as it is looked up. */
export function blindReference(keys: TenantKeys, reference: string): Buffer {
  return keys.blind(`${table}.reference`, reference);
}

/** Identifiers that a borrower is found by. */
export type Identifier = 'phone' | 'identityNumber' | 'unifiedSocialCreditCode';

export function blindIdentifier(keys: TenantKeys, which: Identifier, text: string): Buffer;
export function blindIdentifier(keys: TenantKeys, which: Identifier, text: string | null): Buffer | null;
export function blindIdentifier(keys: TenantKeys, which: Identifier, text: string | null): Buffer | null {
  return text === null ? null : keys.blind(`${table}.${which}`, text);
}

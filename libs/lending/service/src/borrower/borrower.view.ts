import { maskedBy, masks, type MaskRule } from '@fanxing/runtime/encryption';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { BorrowerAttributes, BorrowerDetails } from './sealed-borrower.js';

/** A borrower as the API shows it: identifiers are always masked here, attributes and reference for some. */
export interface BorrowerView {
  readonly id: string;
  readonly reference: string;
  readonly attributes: BorrowerAttributes;
  readonly name: string | null;
  readonly phone: string | null;
  readonly identityNumber: string | null;
  readonly unifiedSocialCreditCode: string | null;
}

const masksOfNames: Readonly<Record<string, MaskRule>> = {
  name: 'NAME',
  phone: 'PHONE',
  mobile: 'PHONE',
  idNumber: 'IDENTITY_NUMBER',
  identityNumber: 'IDENTITY_NUMBER',
  unifiedSocialCreditCode: 'CREDIT_CODE',
};

/** What is personal in itself; what is known of a person by category otherwise tells nothing without a name to it. */
const hidden: readonly (DataCategory | undefined)[] = ['IDENTITY', 'CONTACT', undefined];

/**
 * `mayReveal`: the reader sees attributes and reference as they are. To others an attribute that names or reaches the person
 * is masked, and so is one of which nobody has said what it is.
 */
export function borrowerView(
  id: string,
  details: BorrowerDetails,
  mayReveal: boolean,
  categoryOf: (name: string) => DataCategory | undefined,
): BorrowerView {
  const { name, phone, identityNumber, unifiedSocialCreditCode } = details;
  return {
    id,
    reference: mayReveal
      ? details.reference
      : maskedBy('lending.borrower.reference_sealed', details.reference),
    attributes: mayReveal ? details.attributes : maskedAttributes(details.attributes, categoryOf),
    name: name && maskedBy('lending.borrower.name_sealed', name),
    phone: phone && maskedBy('lending.borrower.phone_sealed', phone),
    identityNumber: identityNumber && maskedBy('lending.borrower.identity_number_sealed', identityNumber),
    unifiedSocialCreditCode:
      unifiedSocialCreditCode && maskedBy('lending.borrower.credit_code_sealed', unifiedSocialCreditCode),
  };
}

function maskedAttributes(
  attributes: BorrowerAttributes,
  categoryOf: (name: string) => DataCategory | undefined,
): BorrowerAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      if (value === null || !hidden.includes(categoryOf(name))) return [name, value];
      const rule = Object.hasOwn(masksOfNames, name) ? masksOfNames[name] : undefined;
      return [name, masks[rule ?? 'ALL'](String(value))];
    }),
  );
}

const attributePrefix = 'attributes.';

/** The borrower's attribute that a characteristic names (`attributes.creditLimit`), or undefined for an indicator. */
export function attributeOf(characteristic: string): string | undefined {
  return characteristic.startsWith(attributePrefix)
    ? characteristic.slice(attributePrefix.length)
    : undefined;
}

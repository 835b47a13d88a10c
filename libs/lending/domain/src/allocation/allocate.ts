import { Fault, formatMinor, minMinor, type CurrencyCode } from '@fanxing/kernel';

/** The parts of a debt that a repayment can go to. */
export type DebtPart = 'interest' | 'principal';

/** Which part is paid first. Product terms that want another order name it; each part stands in it once. */
export type AllocationOrder = readonly ['interest', 'principal'] | readonly ['principal', 'interest'];

export const interestFirst: AllocationOrder = ['interest', 'principal'];

/** How much of a repayment went where; the parts sum to the repayment. */
export interface Allocation {
  readonly interestMinor: bigint;
  readonly principalMinor: bigint;
}

/**
 * Divides a repayment over what is owed. Nothing is divided by a ratio, so nothing is rounded. Fails with
 * AMOUNT_NOT_POSITIVE, or with REPAYMENT_EXCEEDS_DEBT when it is more than interest and principal together.
 */
export function allocate(input: {
  readonly amountMinor: bigint;
  readonly interestDueMinor: bigint;
  readonly principalMinor: bigint;
  readonly currency: CurrencyCode;
  readonly order?: AllocationOrder;
}): Allocation {
  const { amountMinor, interestDueMinor, principalMinor, currency } = input;
  if (amountMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
  const owedMinor = interestDueMinor + principalMinor;
  if (amountMinor > owedMinor) {
    throw new Fault('REPAYMENT_EXCEEDS_DEBT', { outstanding: formatMinor(owedMinor, currency), currency });
  }
  const owed: Record<DebtPart, bigint> = { interest: interestDueMinor, principal: principalMinor };
  const paid: Record<DebtPart, bigint> = { interest: 0n, principal: 0n };
  let restMinor = amountMinor;
  for (const part of input.order ?? interestFirst) {
    paid[part] = minMinor(restMinor, owed[part]);
    restMinor -= paid[part];
  }
  return { interestMinor: paid.interest, principalMinor: paid.principal };
}

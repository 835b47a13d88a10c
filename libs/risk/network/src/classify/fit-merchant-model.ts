import { fitLogistic } from '@fanxing/risk-models';
import type { AccountEvidence } from '../account/account-evidence.js';
import {
  merchantProperties,
  propertyNames,
  type MerchantModel,
  type MerchantProperty,
} from './merchant-properties.js';

/** Strong on purpose: a simulated town is easier to tell apart than a real one, and a model of it would be too sure. */
const penalty = 50;

/**
 * Fits the model to accounts whose kind is known. Every property is made so that more of it speaks for a merchant; one that
 * speaks the other way beside the rest is left out (coefficient 0) instead of being turned round.
 */
export function fitMerchantModel(
  accounts: readonly AccountEvidence[],
  areMerchants: readonly boolean[],
): MerchantModel {
  const columns = propertyNames.map((name) => Float64Array.from(accounts, merchantProperties[name]));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const spreads = columns.map((column, at) => {
    const squares = column.reduce((sum, value) => sum + (value - means[at]!) ** 2, 0);
    return Math.sqrt(squares / column.length) || 1;
  });
  const scaled = columns.map((column, at) => column.map((value) => (value - means[at]!) / spreads[at]!));
  const { intercept, coefficients } = fitLogistic(scaled, Float64Array.from(areMerchants, Number), penalty);
  return {
    base: rounded(intercept),
    coefficients: record((at) => coefficients[at]! / spreads[at]!),
    means: record((at) => means[at]!),
  };
}

function record(of: (at: number) => number): Record<MerchantProperty, number> {
  return Object.fromEntries(propertyNames.map((name, at) => [name, rounded(of(at))])) as Record<
    MerchantProperty,
    number
  >;
}

/** Six digits are more than the data knows, and a file that people can compare. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

import type { LinearModel } from '../linear/linear-model.js';
import type { MerchantProperty } from './merchant-properties.js';

/**
 * Fitted by `fitLinear` (penalty 50) to the simulated towns of `fittingWorlds`, and to no real account: there is no public network of
 * payments in which merchants and persons are labelled. A test fits it again and compares. A bank that has labels fits its own.
 */
export const merchantModel: LinearModel<MerchantProperty> = {
  base: -3.55243,
  coefficients: {
    payers: 0.294255,
    openness: 5.16552,
    oneWay: 4.65565,
    incomingShare: 3.96037,
    payersPerPayee: 0.598373,
    incomingDays: 2.87474,
  },
  means: {
    payers: 2.60997,
    openness: 0.83804,
    oneWay: 0.856942,
    incomingShare: 0.307143,
    payersPerPayee: -0.703784,
    incomingDays: 0.31799,
  },
};

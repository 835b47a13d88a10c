import type { LinearModel } from '../linear/linear-model.js';
import type { MerchantProperty } from './merchant-properties.js';

/**
 * Fitted by `fitLinear` (penalty 50) to the simulated towns of `fittingWorlds`, and to no real account: there is no public network of
 * payments in which merchants and persons are labelled. A test fits it again and compares. A bank that has labels fits its own.
 */
export const merchantModel: LinearModel<MerchantProperty> = {
  base: -4.01447,
  coefficients: {
    payers: 0.345059,
    openness: 6.78612,
    oneWay: 5.33685,
    incomingShare: 4.40216,
    payersPerPayee: 0.722642,
    incomingDays: 3.36101,
  },
  means: {
    payers: 2.52901,
    openness: 0.850073,
    oneWay: 0.864382,
    incomingShare: 0.310877,
    payersPerPayee: -0.710393,
    incomingDays: 0.322273,
  },
};

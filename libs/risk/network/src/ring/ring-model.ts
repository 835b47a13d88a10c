import type { LinearModel } from '../linear/linear-model.js';
import type { RingProperty } from './ring-properties.js';

/**
 * Fitted by `fitLinear` (penalty 2) to the communities of the simulated towns of `fittingRingWorlds`, and to no real ring: none
 * is public. A test fits it again and compares. What it finds are candidates with evidence for a person to look at.
 */
export const ringModel: LinearModel<RingProperty> = {
  base: -6.76434,
  coefficients: {
    burst: 0.391661,
    roundTrip: 0,
    passedOn: 7.52404,
    novelty: 8.03909,
    isolation: 4.90418,
    paymentSize: 0.662437,
    sharedDevices: 5.11389,
    size: 1.71132,
  },
  means: {
    burst: 2.6379,
    roundTrip: 0.311972,
    passedOn: 0.204836,
    novelty: 0.251173,
    isolation: 0.305804,
    paymentSize: 2.58878,
    sharedDevices: 0.0146426,
    size: 2.23667,
  },
};

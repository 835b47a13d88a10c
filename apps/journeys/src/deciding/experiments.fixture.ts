/** Rails that hold whatever happens, unless they are changed. */
export const guardRails = {
  minimumSample: 30,
  alpha: 0.05,
  approvalRateWithin: null,
  declineReasonWithin: null,
  earlyDelinquencyWithin: null,
  fairness: null,
};

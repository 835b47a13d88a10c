import { fromEpochMs, type Clock } from '@fanxing/kernel';

/** The machine's own clock. Nothing else of ours asks the machine for the time: everybody else is given a `Clock`. */
export const systemClock: Clock = { now: () => fromEpochMs(Date.now()) };

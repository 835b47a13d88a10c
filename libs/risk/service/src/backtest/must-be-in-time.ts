import { Fault } from '@fanxing/kernel';

const minutesMax = 30;

/** A draft that is slow on every decision must not keep everybody else's waiting for hours. Fails with BACKTEST_OUT_OF_TIME. */
export function mustBeInTime(elapsedMs: number): void {
  if (elapsedMs > minutesMax * 60_000) throw new Fault('BACKTEST_OUT_OF_TIME', { minutes: minutesMax });
}

import { Fault } from '@fanxing/kernel';

const overlapSecondsMax = 7 * 24 * 3_600;

/** How long an old secret stays good beside a new one; 0 unless said otherwise. Fails with INPUT_INVALID. */
export function parseOverlap(seconds: number | null | undefined): number {
  const overlap = seconds ?? 0;
  if (overlap >= 0 && overlap <= overlapSecondsMax) return overlap;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `overlapSeconds must be 0 to ${overlapSecondsMax}` },
    'input.overlapSeconds',
  );
}

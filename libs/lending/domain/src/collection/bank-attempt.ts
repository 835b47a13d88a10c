/** Instructions to banks that did not end at once: when the bank is called again, and when a person has to be told. */

const firstDelayMs = 3_000;
const growth = 1.5;
/** A bank that comes back finds all that waits for it within minutes, whatever has piled up. */
const delayMaxMs = 120_000;
/** So much earlier or later, so that thousands that failed together do not come back together. */
const jitter = 0.25;

/** An instruction whose end is not known after so long needs a person. */
export const attentionAfterMs = 15 * 60_000;

/** How long after its `attempts`-th call the bank is called again, in milliseconds; `lot` is at least 0 and below 1. */
export function attemptDelayMs(attempts: number, lot: number): number {
  const grown = Math.min(delayMaxMs, firstDelayMs * growth ** Math.max(0, attempts - 1));
  return Math.round(grown * (1 - jitter + 2 * jitter * lot));
}

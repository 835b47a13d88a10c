export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Nearest-rank percentiles in milliseconds, to a tenth; zero when nothing was measured. */
export function nearestRank(durations: readonly number[]): Percentiles {
  const sorted = [...durations].sort((left, right) => left - right);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

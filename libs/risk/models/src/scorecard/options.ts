export interface ScorecardOptions {
  /** The most characteristics; unless told, a quarter of the number of bads, at least 3 and at most 15. */
  readonly characteristicsMax?: number;
  /** The most bins that a characteristic may have besides the one for missing; 5 unless told. */
  readonly binsMax?: number;
  /** The smallest share of the rows that a bin may hold; unless told 0.05, more where rows are few. */
  readonly binShareMin?: number;
  /** Information value below which a column is not considered; 0.02 unless told (Siddiqi: "not predictive"). */
  readonly informationMin?: number;
  /** Two characteristics whose weights of evidence correlate more than this are not both taken; 0.7 unless told. */
  readonly correlationMax?: number;
  /** Folds of the cross-validation; 5 unless told. */
  readonly folds?: number;
  /** How many times the folds are dealt anew and averaged; unless told more where rows are few. */
  readonly repeats?: number;
}

/** The options with what depends on the number of rows and bads filled in. */
export interface ScorecardSettings extends Required<ScorecardOptions> {
  /** How many rows of average risk a bin is mixed with before its weight of evidence is taken. */
  readonly smoothingRows: number;
}

export function settingsFor(rows: number, bads: number, options: ScorecardOptions): ScorecardSettings {
  return {
    characteristicsMax: Math.min(15, Math.max(3, Math.floor(bads / 4))),
    binsMax: 5,
    binShareMin: Math.min(0.25, Math.max(0.05, 20 / Math.max(1, rows))),
    informationMin: 0.02,
    correlationMax: 0.7,
    folds: 5,
    repeats: rows < 1_000 ? 4 : 1,
    smoothingRows: 15,
    ...definedOnly(options),
  };
}

function definedOnly(options: ScorecardOptions): ScorecardOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

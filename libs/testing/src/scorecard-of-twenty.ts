const windows = [7, 14, 30, 60, 90, 120, 150, 180, 270, 365];

/** Counts and sums of payments over ten windows each. */
export const twentyNames = ['count', 'sum'].flatMap((measure) =>
  windows.map((days) => `payments.in.${measure}.${days}d`),
);

function bin(from: number | null, to: number | null, points: number) {
  const label = `${from ?? ''} to ${to ?? ''}`;
  return { label, match: { kind: 'range', from, to }, rows: 50, bads: 5, weightOfEvidence: 0, points };
}

/** A scorecard of them, as `fanxing model train` writes one. */
export const scorecardOfTwenty = {
  format: 'fanxing-scorecard/1',
  trained: { rows: 1_000, bads: 100, seed: 1 },
  scaling: { score: 600, odds: 50, pointsToDouble: 20 },
  basePoints: 600,
  characteristics: twentyNames.map((name) => ({
    name,
    type: 'numeric',
    informationValue: 0.1,
    coefficient: 1,
    bins: [
      bin(null, 5, -10),
      bin(5, 500, 0),
      bin(500, null, 10),
      { label: 'missing', match: { kind: 'missing' }, rows: 0, bads: 0, weightOfEvidence: 0, points: -5 },
    ],
  })),
  quality: { auc: 0.7, ks: 0.3, gini: 0.4, brier: 0.09, logLoss: 0.3 },
  warnings: [],
};

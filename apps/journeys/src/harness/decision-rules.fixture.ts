/** A scorecard of one characteristic: how many payments came in within 90 days. */
export const smallestScorecard = {
  format: 'fanxing-scorecard/1',
  trained: { rows: 100, bads: 10, seed: 1 },
  scaling: { score: 600, odds: 50, pointsToDouble: 20 },
  basePoints: 600,
  characteristics: [
    {
      name: 'payments.in.count.90d',
      type: 'numeric',
      informationValue: 0.5,
      coefficient: 1,
      bins: [
        bin('fewer than 3', null, 3, 40, 8, 0.9, -60),
        bin('3 or more', 3, null, 60, 2, -1.1, 40),
        { label: 'missing', match: { kind: 'missing' }, rows: 0, bads: 0, weightOfEvidence: 0, points: -60 },
      ],
    },
  ],
  quality: { auc: 0.7, ks: 0.3, gini: 0.4, brier: 0.09, logLoss: 0.3 },
  warnings: [],
};

function bin(
  label: string,
  from: number | null,
  to: number | null,
  rows: number,
  bads: number,
  weightOfEvidence: number,
  points: number,
) {
  return { label, match: { kind: 'range', from, to }, rows, bads, weightOfEvidence, points };
}

/** Three events or more get the limit and the rate; everybody else has too short a history. */
export function smallestStrategy(limit: string, dailyRate: string): unknown {
  const rule = (
    id: string,
    history: string,
    outcome: string,
    reasons: string,
    granted: readonly [string, string],
  ) => ({
    _id: id,
    history,
    outcome,
    reasons,
    limit: granted[0],
    rate: granted[1],
  });
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Application', position: { x: 0, y: 0 }, content: {} },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'Enough history',
        position: { x: 200, y: 0 },
        content: {
          hitPolicy: 'first',
          inputs: [{ id: 'history', name: 'Events', field: 'eventCount' }],
          outputs: [
            { id: 'outcome', name: 'Outcome', field: 'outcome' },
            { id: 'reasons', name: 'Reasons', field: 'reasons' },
            { id: 'limit', name: 'Limit', field: 'limit' },
            { id: 'rate', name: 'Daily rate', field: 'dailyRate' },
          ],
          rules: [
            rule('enough', '>= 3', '"APPROVE"', '[]', [JSON.stringify(limit), JSON.stringify(dailyRate)]),
            rule('short', '', '"DECLINE"', '["HISTORY_TOO_SHORT"]', ['null', 'null']),
          ],
          passThrough: false,
          executionMode: 'single',
        },
      },
      { id: 'out', type: 'outputNode', name: 'Decision', position: { x: 400, y: 0 }, content: {} },
    ],
    edges: [
      { id: 'in-table', type: 'edge', sourceId: 'in', targetId: 'table' },
      { id: 'table-out', type: 'edge', sourceId: 'table', targetId: 'out' },
    ],
  };
}

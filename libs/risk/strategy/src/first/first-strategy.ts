import type { Jdm, JdmDecisionTable } from '../jdm.js';
import type { ReasonCode } from '../reasons/reason-codes.js';
import { bandsFor, type Band, type BandTerms } from './bands.js';

export interface FirstStrategyTerms extends BandTerms {
  /** The highest probability of bad that is approved. */
  readonly probabilityCutoff: number;
  /** Fewer events before the decision are too short a history; 6 unless told. */
  readonly minimumEvents?: number;
  /** More days than this without an event are stale; 92 unless told, a quarter of a year. */
  readonly staleAfterDays?: number;
  /** The indicator that says how many days ago the last activity was; `daysSinceLastEvent` unless told. */
  readonly recentActivityIndicator?: string;
}

/**
 * The strategy that a bank starts with: admission (enough history, recent activity), credit (probability of bad),
 * limit and price by bands of risk. It reads `eventCount`, `daysSinceLastEvent` (or an indicator) and
 * `probabilityOfBad`; it answers `outcome`, `reasons`, `limit` and `dailyRate`, the last two as decimal texts.
 *
 * Every check passes only on a figure that is there and in bounds, and each table's last row declines: in the engine
 * a row whose figure is missing or of the wrong type silently does not match, which must never approve anybody.
 */
export function firstStrategy(terms: FirstStrategyTerms): Jdm {
  const { minimumEvents = 6, staleAfterDays = 92, recentActivityIndicator, probabilityCutoff } = terms;
  const activity =
    recentActivityIndicator === undefined
      ? 'daysSinceLastEvent'
      : `indicators[${JSON.stringify(recentActivityIndicator)}]`;
  const bands = bandsFor(terms, probabilityCutoff);
  return chain([
    { id: 'input', type: 'inputNode', name: 'Application' },
    gate('history', 'Admission: enough history', 'eventCount', `>= ${minimumEvents}`, 'HISTORY_TOO_SHORT'),
    gate('activity', 'Admission: recent activity', activity, `<= ${staleAfterDays}`, 'ACTIVITY_STALE'),
    gate(
      'score',
      'Credit: probability of bad',
      'probabilityOfBad',
      `<= ${plain(probabilityCutoff)}`,
      'SCORE_BELOW_CUTOFF',
    ),
    { id: 'outcome', type: 'expressionNode', name: 'Outcome', content: outcome },
    { id: 'limit', type: 'decisionTableNode', name: 'Limit', content: bandTable(bands, 'limit', 'Limit') },
    {
      id: 'price',
      type: 'decisionTableNode',
      name: 'Price',
      content: bandTable(bands, 'dailyRate', 'Daily rate'),
    },
    { id: 'verdict', type: 'expressionNode', name: 'Verdict', content: verdict },
    { id: 'output', type: 'outputNode', name: 'Decision' },
  ]);
}

interface Stage {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly content?: unknown;
}

function chain(stages: readonly Stage[]): Jdm {
  const nodes = stages.map((stage, place) => ({
    content: {},
    ...stage,
    position: { x: 80 + place * 260, y: 160 },
  }));
  const edges = stages.slice(1).map(({ id }, place) => {
    const sourceId = stages[place]?.id ?? '';
    return { id: `${sourceId}-${id}`, type: 'edge', sourceId, targetId: id };
  });
  return { nodes, edges };
}

function gate(id: string, name: string, field: string, passes: string, reason: ReasonCode): Stage {
  const content: JdmDecisionTable = {
    hitPolicy: 'first',
    inputs: [{ id: 'figure', name: field, field }],
    outputs: [{ id: 'reason', name: 'Reason to decline', field: `checks.${id}` }],
    rules: [
      { _id: `${id}-pass`, _description: 'in bounds', figure: passes, reason: '""' },
      {
        _id: `${id}-fail`,
        _description: 'out of bounds, or missing',
        figure: '',
        reason: JSON.stringify(reason),
      },
    ],
    passThrough: true,
    executionMode: 'single',
  };
  return { id, type: 'decisionTableNode', name, content };
}

const outcome = {
  expressions: [
    {
      id: 'reasons',
      key: 'reasons',
      value: 'filter([checks.history, checks.activity, checks.score], # != "")',
    },
    { id: 'outcome', key: 'outcome', value: 'len($.reasons) == 0 ? "APPROVE" : "DECLINE"' },
  ],
  passThrough: true,
  executionMode: 'single',
};

const verdict = {
  expressions: ['outcome', 'reasons', 'limit', 'dailyRate'].map((key) => ({ id: key, key, value: key })),
  passThrough: false,
  executionMode: 'single',
};

function bandTable(bands: readonly Band[], field: 'limit' | 'dailyRate', title: string): JdmDecisionTable {
  const rows = bands.map((band, place) => ({
    _id: `${field}-${place + 1}`,
    _description: `band ${place + 1}`,
    outcome: '"APPROVE"',
    probability: `<= ${plain(band.probabilityMax)}`,
    value: JSON.stringify(band[field]),
  }));
  const declined = {
    _id: `${field}-none`,
    _description: 'declined',
    outcome: '"DECLINE"',
    probability: '',
    value: 'null',
  };
  return {
    hitPolicy: 'first',
    inputs: [
      { id: 'outcome', name: 'Outcome', field: 'outcome' },
      { id: 'probability', name: 'Probability of bad', field: 'probabilityOfBad' },
    ],
    outputs: [{ id: 'value', name: title, field }],
    rules: [...rows, declined],
    passThrough: true,
    executionMode: 'single',
  };
}

/** Without an exponent, which the expression language does not read. */
function plain(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}

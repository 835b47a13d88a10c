interface Row {
  readonly when: Partial<Record<'overdue' | 'spent' | 'status', string>>;
  readonly level: string;
  readonly reasons?: readonly string[];
  readonly action?: string;
  readonly share?: string;
}

/** Overdue loans freeze a line, large payments cut it by half, and a frozen line is let go when all is well. */
export const monitoringStrategy = tableOf([
  { when: { overdue: '>= 1' }, level: 'RED', reasons: ['LOAN_OVERDUE'], action: 'FREEZE' },
  {
    when: { spent: '> 1000' },
    level: 'ORANGE',
    reasons: ['OUTGOINGS_TOO_HIGH'],
    action: 'CUT',
    share: '0.5',
  },
  { when: { status: '"FROZEN"' }, level: 'GREEN', reasons: ['WARNING_OVER'], action: 'UNFREEZE' },
  { when: {}, level: 'GREEN' },
]);

/** The same with a field of a column renamed. */
export function lookingAt(field: string): unknown {
  const text = JSON.stringify(monitoringStrategy);
  return JSON.parse(text.replace('"line.daysPastDue"', JSON.stringify(field))) as unknown;
}

function tableOf(rows: readonly Row[]): unknown {
  const input = (id: string, field: string) => ({ id, name: id, field });
  const output = (id: string, field: string) => ({ id, name: id, field });
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Line', position: { x: 0, y: 0 }, content: {} },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'Early warnings',
        position: { x: 200, y: 0 },
        content: {
          hitPolicy: 'first',
          inputs: [
            input('overdue', 'line.daysPastDue'),
            input('spent', 'indicators["payments.out.max.7d"]'),
            input('status', 'line.status'),
          ],
          outputs: [
            output('level', 'level'),
            output('reasons', 'reasons'),
            output('action', 'action'),
            output('share', 'limitShare'),
          ],
          rules: rows.map(({ when, level, reasons = [], action = 'NONE', share = null }, place) => ({
            _id: `row ${place}`,
            ...{ overdue: '', spent: '', status: '', ...when },
            level: JSON.stringify(level),
            reasons: JSON.stringify(reasons),
            action: JSON.stringify(action),
            share: JSON.stringify(share),
          })),
          passThrough: false,
          executionMode: 'single',
        },
      },
      { id: 'out', type: 'outputNode', name: 'Warning', position: { x: 400, y: 0 }, content: {} },
    ],
    edges: [
      { id: 'in-table', type: 'edge', sourceId: 'in', targetId: 'table' },
      { id: 'table-out', type: 'edge', sourceId: 'table', targetId: 'out' },
    ],
  };
}

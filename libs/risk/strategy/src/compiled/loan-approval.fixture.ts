import type { Jdm, JdmNode } from '../jdm.js';

/** A loan approval as peers measure it: three tables of points, a ratio, reasons collected, a switch, a rate. */
export function loanApproval(): Jdm {
  const nodes: JdmNode[] = [
    { id: 'input', type: 'inputNode', name: 'Application' },
    table('score', 'creditScore', 'scorePoints', [
      ['>= 750', '30'],
      ['[700..749]', '25'],
      ['[650..699]', '15'],
      ['[600..649]', '5'],
      ['< 600', '0'],
    ]),
    table('income', 'annualIncome', 'incomePoints', [
      ['>= 100000', '25'],
      ['[60000..99999]', '20'],
      ['[30000..59999]', '10'],
      ['< 30000', '0'],
    ]),
    expressions('ratio', true, { debtToIncome: '(monthlyDebt / monthlyIncome) * 100' }),
    conditions('employment', 'first', 'employmentPoints', [
      ['status == "full_time" and years >= 5', '20'],
      ['status == "full_time" and years >= 2', '15'],
      ['status == "full_time"', '10'],
      ['status == "part_time" and years >= 2', '5'],
      ['status == "self_employed" and years >= 3', '15'],
      ['', '0'],
    ]),
    conditions('reasons', 'collect', 'message', [
      ['scorePoints < 15', '"Poor credit history"'],
      ['incomePoints < 10', '"Insufficient income"'],
      ['debtToIncome > 40', '"High debt-to-income ratio"'],
      ['employmentPoints < 10', '"Unstable employment"'],
    ]),
    {
      id: 'approval',
      type: 'switchNode',
      name: 'Approval',
      content: {
        hitPolicy: 'first',
        statements: [
          { id: 'yes', condition: 'len(reasons) == 0' },
          { id: 'no', condition: '' },
        ],
      },
    },
    expressions('rate', false, {
      riskScore: 'scorePoints + incomePoints + employmentPoints + debtToIncome',
      approval: 'true',
      risk: '100 - $.riskScore',
      rate: '5.5 + ($.risk * 0.05)',
    }),
    expressions('rejection', false, { reasons: 'reasons', approval: 'false' }),
    { id: 'output', type: 'outputNode', name: 'Decision' },
  ];
  const ways = ['input', 'score', 'income', 'ratio', 'employment', 'reasons', 'approval'];
  const edges = ways
    .slice(1)
    .map((targetId, place) => ({ id: targetId, sourceId: ways[place] ?? '', targetId }));
  return {
    nodes,
    edges: [
      ...edges,
      { id: 'yes', sourceId: 'approval', targetId: 'rate', sourceHandle: 'yes' },
      { id: 'no', sourceId: 'approval', targetId: 'rejection', sourceHandle: 'no' },
      { id: 'rate', sourceId: 'rate', targetId: 'output' },
      { id: 'rejection', sourceId: 'rejection', targetId: 'output' },
    ],
  };
}

export const loanApplication = {
  creditScore: 685,
  annualIncome: 72_000,
  monthlyDebt: 1_800,
  monthlyIncome: 6_000,
  years: 4,
  status: 'full_time',
};

function table(
  id: string,
  field: string,
  output: string,
  rows: readonly (readonly [string, string])[],
): JdmNode {
  return tableNode(id, 'first', [{ id: 'i', name: field, field }], output, rows, null);
}

function conditions(
  id: string,
  hitPolicy: string,
  output: string,
  rows: readonly (readonly [string, string])[],
): JdmNode {
  return tableNode(
    id,
    hitPolicy,
    [{ id: 'i', name: 'Condition' }],
    output,
    rows,
    hitPolicy === 'collect' ? id : null,
  );
}

function tableNode(
  id: string,
  hitPolicy: string,
  inputs: readonly object[],
  output: string,
  rows: readonly (readonly [string, string])[],
  outputPath: string | null,
): JdmNode {
  const rules = rows.map(([i, o], place) => ({ _id: `${id}-${place}`, i, o }));
  const content = {
    hitPolicy,
    inputs,
    outputs: [{ id: 'o', name: output, field: output }],
    rules,
    passThrough: true,
    outputPath,
  };
  return { id, type: 'decisionTableNode', name: id, content };
}

function expressions(id: string, passThrough: boolean, values: Readonly<Record<string, string>>): JdmNode {
  const list = Object.entries(values).map(([key, value]) => ({ id: key, key, value }));
  return { id, type: 'expressionNode', name: id, content: { expressions: list, passThrough } };
}

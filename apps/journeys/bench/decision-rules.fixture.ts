import { twentyNames } from '@fanxing/testing';

/** Twenty rules over the score and the indicators; the last approves whoever no other has declined. */
export function twentyRules(): unknown {
  const approve = { outcome: '"APPROVE"', reasons: '[]', limit: '"20000.00"', rate: '"0.0004"' };
  const decline = { outcome: '"DECLINE"', reasons: '["SCORE_BELOW_CUTOFF"]', limit: 'null', rate: 'null' };
  const names = twentyNames.slice(1);
  const anything = Object.fromEntries(['score', ...names].map((name) => [name, '']));
  const rules = names.map((name, place) => ({
    ...anything,
    _id: `rule ${place}`,
    score: `< ${300 + place}`,
    [name]: '> 1',
    ...decline,
  }));
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Application' },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'Twenty rules',
        content: {
          hitPolicy: 'first',
          inputs: [
            { id: 'score', name: 'Score', field: 'score' },
            ...names.map((name) => ({ id: name, name, field: `indicators["${name}"]` })),
          ],
          outputs: ['outcome', 'reasons', 'limit', 'rate'].map((id) => ({
            id,
            name: id,
            field: id === 'rate' ? 'dailyRate' : id,
          })),
          rules: [...rules, { ...anything, _id: 'else', ...approve }],
          passThrough: false,
          executionMode: 'single',
        },
      },
      { id: 'out', type: 'outputNode', name: 'Decision' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table' },
      { id: 'b', sourceId: 'table', targetId: 'out' },
    ],
  };
}

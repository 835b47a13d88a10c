const answer = { outcome: '"APPROVE"', reasons: '[]', limit: '"20000.00"', dailyRate: '"0.0004"' };

/** Approves everybody, so that every stage after it runs. */
export const approving = {
  nodes: [
    { id: 'in', type: 'inputNode', name: 'In' },
    {
      id: 'answer',
      type: 'expressionNode',
      name: 'Answer',
      content: { expressions: Object.entries(answer).map(([key, value]) => ({ id: key, key, value })) },
    },
    { id: 'out', type: 'outputNode', name: 'Out' },
  ],
  edges: [
    { id: 'a', sourceId: 'in', targetId: 'answer' },
    { id: 'b', sourceId: 'answer', targetId: 'out' },
  ],
};

import { dailyRate, limit } from '../harness/a-tenant.fixture.js';
import { smallestStrategy } from '../harness/decision-rules.fixture.js';

/** The smallest strategy, with its table changed. */
export function changed(change: (table: Table) => void): unknown {
  const strategy = smallestStrategy(limit, dailyRate) as { nodes: { id: string; content: Table }[] };
  const node = strategy.nodes.find(({ id }) => id === 'table');
  if (node) change(node.content);
  return strategy;
}

interface Table {
  readonly inputs: { id: string; name: string; field: string }[];
  readonly rules: Record<string, string>[];
}

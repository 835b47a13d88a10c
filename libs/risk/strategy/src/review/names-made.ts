import type { JdmDecisionTable, JdmNode } from '../jdm.js';

/** The names that a node gives to those after it: the first part of each path that it writes to. */
export function namesMadeBy({ type, content }: JdmNode): string[] {
  if (type !== 'decisionTableNode' && type !== 'expressionNode') return [];
  const {
    outputPath,
    outputs = [],
    expressions = [],
  } = content as {
    outputPath?: string | null;
    outputs?: JdmDecisionTable['outputs'];
    expressions?: readonly { readonly key: string }[];
  };
  const paths = outputPath
    ? [outputPath]
    : [...outputs.map(({ field }) => field ?? ''), ...expressions.map(({ key }) => key)];
  return paths.map((path) => path.split('.')[0] ?? '');
}

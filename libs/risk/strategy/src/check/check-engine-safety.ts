import { compileGraph } from '../compiled/compile-graph.js';
import type { Jdm, JdmDecisionTable, JdmNode } from '../jdm.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { engineDanger } from './expression-syntax.js';
import { problem, type StrategyProblem } from './problem.js';

/** A strategy that the format's own engine must run may hold nothing on which that engine takes the process down. */
export function checkEngineSafety(jdm: Jdm): StrategyProblem[] {
  const compiled = compileGraph(jdm);
  if (!(compiled instanceof BeyondCompiler)) return [];
  return jdm.nodes.flatMap((node) =>
    expressionsOf(node).flatMap((expression) => {
      const danger = engineDanger(expression);
      if (danger === null) return [];
      return [problem('NOT_SAFE_ON_ENGINE', node.id, { reason: compiled.message, danger, expression })];
    }),
  );
}

function expressionsOf({ type, content }: JdmNode): string[] {
  if (type === 'decisionTableNode') {
    const { inputs, outputs, rules } = content as JdmDecisionTable;
    const fields = inputs.flatMap(({ field }) => field ?? []);
    const cells = rules.flatMap((rule) => [...inputs, ...outputs].map(({ id }) => rule[id] ?? ''));
    return [...fields, ...cells];
  }
  if (type === 'expressionNode') {
    return (content as { expressions: { value: string }[] }).expressions.map(({ value }) => value);
  }
  if (type !== 'switchNode') return [];
  return (content as { statements: { condition: string }[] }).statements.map(({ condition }) => condition);
}

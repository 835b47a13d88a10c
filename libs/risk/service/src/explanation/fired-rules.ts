import type { JdmDecisionTable } from '@fanxing/risk-strategy';
import type { RuleStage } from '../decision/decision-rules.js';
import type { StageStep } from '../decision/run-stages.js';
import type { FiredRule } from '../generated/schema.js';

/** One row that hit, as a step of the trace has it. */
interface Hit {
  readonly index: number;
  readonly reference_map?: unknown;
  readonly rule?: { readonly _id?: string; readonly _description?: string } | null;
}

/** A rule that fired, with the version of the strategy that it stands in. */
export interface VersionedRule extends FiredRule {
  readonly version: number;
}

/** The rows of tables that hit, in the order in which they ran. */
export function firedRules(
  stages: readonly Pick<RuleStage, 'stage' | 'content' | 'version'>[],
  trace: readonly StageStep[],
): VersionedRule[] {
  return trace.flatMap(({ stage, node, name, details }) => {
    const ran = stage === undefined ? stages[0] : stages.find((each) => each.stage.name === stage);
    const found = ran?.content.nodes.find(({ id }) => id === node);
    if (!ran || found?.type !== 'decisionTableNode') return [];
    const table = found.content as JdmDecisionTable;
    return hitsOf(details).map(({ index, reference_map, rule }) => ({
      version: ran.version,
      node,
      name,
      row: index + 1,
      ruleId: rule?._id ?? null,
      description: rule?._description ?? null,
      looked: reference_map ?? {},
      gave: gaveOf(table, index),
    }));
  });
}

/** A table that answers by its first hit has one in its trace, one that collects has a list; a loop has lists of them. */
function hitsOf(details: unknown): Hit[] {
  if (Array.isArray(details)) return details.flatMap(hitsOf);
  const isHit = typeof details === 'object' && details !== null && typeof (details as Hit).index === 'number';
  return isHit ? [details as Hit] : [];
}

function gaveOf({ outputs, rules }: JdmDecisionTable, row: number): Record<string, string> {
  return Object.fromEntries(
    outputs.flatMap(({ id, field }) => (field && rules[row]?.[id] ? [[field, rules[row][id]]] : [])),
  );
}

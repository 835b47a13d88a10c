import { z } from 'zod';
import type { Jdm } from '../jdm.js';
import { checkContent } from './check-content.js';
import { checkEngineSafety } from './check-engine-safety.js';
import { checkGraph } from './check-graph.js';
import { problem, type StrategyProblem } from './problem.js';

export interface StrategyCheck {
  /** Empty where the strategy may be published. */
  readonly problems: readonly StrategyProblem[];
}

/**
 * Looks for what would keep a JDM document from running, and for what would let it run and quietly decide something
 * else than it says: the engine takes a row that it can not evaluate for one that does not match.
 */
export function checkStrategy(json: unknown): StrategyCheck {
  const parsed = jdmSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, 20).map((issue) =>
      problem('SHAPE_INVALID', null, {
        where: issue.path.join('.') || 'the document',
        cause: issue.message,
      }),
    );
    return { problems };
  }
  const jdm = parsed.data as Jdm;
  const problems = [...checkGraph(jdm), ...jdm.nodes.flatMap(checkContent)];
  return { problems: problems.length > 0 ? problems : checkEngineSafety(jdm) };
}

/** What editors add beside these keys (positions, settings of their own) is left alone. */
const jdmSchema = z.object({
  nodes: z
    .array(
      z
        .object({
          id: z.string().min(1),
          type: z.string(),
          name: z.string().min(1),
          content: z.unknown().optional(),
        })
        .loose(),
    )
    .max(2_000),
  edges: z
    .array(
      z
        .object({
          id: z.string(),
          sourceId: z.string(),
          targetId: z.string(),
          sourceHandle: z.string().nullish(),
        })
        .loose(),
    )
    .max(10_000),
});

import type { JdmNode } from '../jdm.js';
import { compileExpression, type Scope } from '../language/compile-expression.js';
import { parseExpression } from '../language/parse-expression.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { emptyObject } from '../language/value.js';
import { scopeOf } from './frame.js';
import type { CompiledNode } from './node.js';

interface SwitchContent {
  readonly hitPolicy?: string;
  readonly statements: readonly { readonly id: string; readonly condition: string }[];
}

/** The branches whose condition is true; the first of them alone, unless the policy is `collect`. */
export function compileSwitch({ id, name, content }: JdmNode): CompiledNode {
  const { hitPolicy = 'first', statements } = content as SwitchContent;
  const isAll = hitPolicy === 'collect';
  const tests = statements.map(({ id: branch, condition }) => ({
    branch,
    test: condition.trim() === '' ? () => true : compileExpression(parseExpression(condition), 'condition'),
  }));
  return {
    id,
    name,
    run(run) {
      const scope = scopeOf(run);
      const taken: string[] = [];
      for (const { branch, test } of tests) {
        if (!isTrue(test, scope)) continue;
        taken.push(branch);
        if (!isAll) break;
      }
      const statements = taken.map((branch) => Object.assign(emptyObject(), { id: branch }));
      return {
        output: run.input,
        branches: new Set(taken),
        details: Object.assign(emptyObject(), { statements }),
      };
    },
  };
}

/** In the engine a condition that can not be evaluated is one that is not met. */
export function isTrue(test: (scope: Scope) => unknown, scope: Scope): boolean {
  try {
    return test(scope) === true;
  } catch (error) {
    if (error instanceof StrategyStop && scope.limits.turns >= 0) return false;
    throw error;
  }
}

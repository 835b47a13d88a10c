import type { JdmNode } from '../jdm.js';
import { compileExpression } from '../language/compile-expression.js';
import { parseExpression } from '../language/parse-expression.js';
import { emptyObject } from '../language/value.js';
import { framed, pathOf, scopeOf, type Frame } from './frame.js';
import { place } from './merge.js';
import type { CompiledNode } from './node.js';

interface ExpressionContent extends Frame {
  readonly expressions: readonly { readonly key: string; readonly value: string }[];
}

/** Expressions one after another, each put under its key; `$` is what those before have made. */
export function compileExpressions({ id, name, content }: JdmNode): CompiledNode {
  const { expressions, ...frame } = content as ExpressionContent;
  const finish = framed(frame);
  const steps = expressions
    .filter(({ key, value }) => key !== '' && value.trim() !== '')
    .map(({ key, value }) => ({
      key,
      path: pathOf(key),
      work: compileExpression(parseExpression(value), 'results'),
    }));
  return {
    id,
    name,
    run(run) {
      const scope = scopeOf(run);
      const made = emptyObject();
      const details = emptyObject();
      scope.subject = made;
      for (const { key, path, work } of steps) {
        const result = work(scope);
        place(made, path, result);
        if (run.withTrace) details[key] = Object.assign(emptyObject(), { result });
      }
      return { output: finish(run, made), details };
    },
  };
}

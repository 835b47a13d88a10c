import { beyond } from '../language/beyond-compiler.js';
import type { Scope } from '../language/compile-expression.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { emptyObject, isObject, type Value } from '../language/value.js';
import { merge, place } from './merge.js';
import type { Run } from './node.js';

/** The settings that tables and expression nodes share: what they look at, and where their results go. */
export interface Frame {
  readonly passThrough?: boolean;
  readonly inputField?: string | null;
  readonly outputPath?: string | null;
  readonly executionMode?: string;
}

/** Where results go and what is beside them. Throws BeyondCompiler for what the engine must run. */
export function framed({
  passThrough,
  inputField,
  outputPath,
  executionMode,
}: Frame): (run: Run, made: Value) => Value {
  if (inputField || (executionMode ?? 'single') !== 'single') beyond('an input field or a loop over a list');
  // The engine then writes into objects that earlier steps still show: its trace is not what it was.
  if (passThrough && outputPath?.includes('.')) beyond('a path into what passes through');
  const path = outputPath ? pathOf(outputPath) : undefined;
  return ({ input }, made) => {
    let output = made;
    if (path) {
      const holder = emptyObject();
      place(holder, path, made);
      output = holder;
    }
    return passThrough ? merge(input, output) : output;
  };
}

export function pathOf(field: string): string[] {
  const path = field.split('.');
  return path.every((part) => /^[^.[\]"'\s$#]+$/.test(part)) ? path : beyond('a path with other signs');
}

export function scopeOf({ input, limits }: Run): Scope {
  if (!isObject(input)) throw new StrategyStop('a node was given no object');
  return { data: input, subject: null, item: null, limits };
}

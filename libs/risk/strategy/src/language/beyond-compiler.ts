/**
 * An expression that this compiler does not translate. It is not an error of whoever wrote it: the strategy then runs
 * on the format's own engine.
 */
export class BeyondCompiler extends Error {}

export function beyond(what: string): never {
  throw new BeyondCompiler(what);
}

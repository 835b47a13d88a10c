import { evaluateExpressionSync, evaluateUnaryExpressionSync, ZenEngine } from '@gorules/zen-engine';
import type { Jdm } from '../jdm.js';
import { compileExpression } from '../language/compile-expression.js';
import { parseExpression } from '../language/parse-expression.js';
import { parseTest } from '../language/parse-test.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { isObject } from '../language/value.js';
import { adopt, PlainValues } from './plain-value.js';

export type Answer = { readonly value: unknown } | 'stops';

/** What the format's own engine answers. */
export function engineAnswer(text: string, data: object): Answer {
  try {
    return { value: evaluateExpressionSync(text, data) as unknown };
  } catch {
    return 'stops';
  }
}

export function engineTest(text: string, data: object, subject: unknown): boolean {
  try {
    return evaluateUnaryExpressionSync(text, { ...data, $: subject });
  } catch {
    return false;
  }
}

/** What the compiler answers; throws BeyondCompiler where it leaves the expression to the engine. */
export function ourAnswer(text: string, data: object): Answer {
  const work = compileExpression(parseExpression(text), 'condition');
  try {
    return { value: new PlainValues().of(work(scopeOver(data, null))) };
  } catch (error) {
    if (error instanceof StrategyStop) return 'stops';
    throw error;
  }
}

export function ourTest(text: string, data: object, subject: unknown): boolean {
  const work = compileExpression(parseTest(text), 'test');
  try {
    return work(scopeOver(data, subject)) === true;
  } catch (error) {
    if (error instanceof StrategyStop) return false;
    throw error;
  }
}

function scopeOver(data: object, subject: unknown): Parameters<ReturnType<typeof compileExpression>>[0] {
  const adopted = adopt(data);
  if (!isObject(adopted)) throw new Error('the data must be an object');
  return { data: adopted, subject: adopt(subject), item: null, limits: { turns: 10_000 } };
}

const engine = new ZenEngine();

/** A whole graph on the engine, in the shape of our results. */
export async function engineRun(jdm: Jdm, input: object): Promise<unknown> {
  const outcome = await engine.createDecision(jdm).safeEvaluate(input, { trace: true });
  if (!outcome.success) return 'stops';
  // Where no branch leads to an output, the engine answers with what was left over; the compiler stops.
  const end = jdm.nodes.find(({ type }) => type === 'outputNode')?.id ?? '';
  if (!outcome.data.trace?.[end]) return 'stops';
  const steps = Object.values(outcome.data.trace ?? {}).sort((left, right) => left.order - right.order);
  return {
    result: outcome.data.result as unknown,
    trace: steps.map(({ id, name, output, traceData }) => ({
      node: id,
      name,
      output: output as unknown,
      details: (traceData ?? null) as unknown,
    })),
  };
}

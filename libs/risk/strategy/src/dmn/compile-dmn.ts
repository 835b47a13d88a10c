import { createHash } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import type { CompiledStrategy, StrategyStep } from '../engine/compile-strategy.js';
import { plainInput } from '../engine/plain-input.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { evaluateTable } from './evaluate-table.js';
import { typedValue } from './dmn-type.js';
import { feelFault, feelValue, plainValue } from './feel.js';
import { readDmn, type DmnDecision, type DmnFile } from './read-dmn.js';

export interface CompiledDmn extends CompiledStrategy {
  /** The names of the input data that its decisions require. */
  readonly inputs: readonly string[];
}

/**
 * Prepares a DMN file: every decision of it, each after those that it builds on, answers under its name. Fails with
 * STRATEGY_INVALID, which names the decision, row and column at fault.
 */
export async function compileDmn(xml: string): Promise<CompiledDmn> {
  const file = await readDmn(xml);
  const decisions = inOrder(file.decisions);
  const names = [...file.inputs, ...decisions].map(({ name }) => name).sort(longestFirst);
  for (const decision of decisions) checkDecision(decision, names);
  // Types change what a decision answers; a file without any keeps the fingerprint that it has always had.
  const typed = file.inputs.filter(({ type }) => type.kind !== 'as it is');
  const meaning = typed.length === 0 ? decisions : { decisions, typed };
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(meaning)).digest('hex'),
    inputs: file.inputs.map(({ name }) => name),
    notCompiled: 'DMN is run by its own evaluator',
    async evaluate(input) {
      const context = contextOf(plainInput(input), file);
      const result: Record<string, unknown> = {};
      const trace: StrategyStep[] = [];
      for (const decision of decisions) {
        const { value, details } = decide(decision, context);
        context[decision.name] = value;
        const output = plainValue(value);
        result[decision.name] = output;
        trace.push({ node: decision.id, name: decision.name, output, details });
      }
      return { result, trace };
    },
  };
}

/** What is missing is null under its name, so that the name is read as one; texts are dates where the file says so. */
function contextOf(input: Record<string, unknown>, { inputs }: DmnFile): Record<string, unknown> {
  const typed = inputs.map(({ name, type }) => [name, typedValue(input[name], type, name)] as const);
  return { ...input, ...Object.fromEntries(typed) };
}

function longestFirst(left: string, right: string): number {
  return right.length - left.length;
}

function decide(
  { name, logic }: DmnDecision,
  context: Record<string, unknown>,
): { value: unknown; details: unknown } {
  try {
    if (logic.kind === 'literal') return { value: feelValue(logic.text, context), details: null };
    const { value, hits } = evaluateTable(logic, context);
    return { value, details: { hits } };
  } catch (error) {
    if (error instanceof StrategyStop) return refuse(`it stopped at "${name}": ${error.message}`);
    throw error;
  }
}

function inOrder(decisions: readonly DmnDecision[]): DmnDecision[] {
  const byId = new Map(decisions.map((decision) => [decision.id, decision]));
  const ordered = new Set<DmnDecision>();
  const open = new Set<DmnDecision>();
  const visit = (decision: DmnDecision): void => {
    if (ordered.has(decision)) return;
    if (open.has(decision)) refuse(`the decision "${decision.name}" builds on itself`);
    open.add(decision);
    for (const id of decision.requires) {
      visit(byId.get(id) ?? refuse(`the decision "${decision.name}" builds on "${id}", which is not there`));
    }
    ordered.add(decision);
  };
  for (const decision of decisions) visit(decision);
  return [...ordered];
}

function checkDecision({ name, logic }: DmnDecision, names: readonly string[]): void {
  const check = (text: string, where: string, isTest: boolean): void => {
    const fault = feelFault(text, isTest, names);
    if (fault !== null) refuse(`${where} of "${name}": "${text.slice(0, 100)}": ${fault}`);
  };
  if (logic.kind === 'literal') {
    check(logic.text, 'the expression', false);
    return;
  }
  logic.inputs.forEach((text, column) => check(text, `input ${column + 1}`, false));
  logic.outputs.forEach(({ values, otherwise }, column) => {
    check(values.trim() === '' ? '' : `[${values}]`, `the values of output ${column + 1}`, false);
    check(otherwise, `the default of output ${column + 1}`, false);
  });
  logic.rules.forEach(({ tests, entries }, row) => {
    tests.forEach((text, column) => check(text, `row ${row + 1}, input ${column + 1}`, true));
    entries.forEach((text, column) => check(text, `row ${row + 1}, output ${column + 1}`, false));
  });
}

function refuse(problem: string): never {
  throw new Fault('STRATEGY_INVALID', { problem });
}

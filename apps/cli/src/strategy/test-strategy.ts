import { isDeepStrictEqual } from 'node:util';
import type { CompiledStrategy } from '@fanxing/risk-strategy';
import { AlreadyTold, CliError } from '../cli-error.js';
import { green, printJson, printLine, red } from '../output.js';
import { parseObject, readText, refusedAsData } from './read-file.js';
import { compileFile } from './read-strategy.js';

export interface TestOptions {
  readonly strategy: string;
  readonly cases: string;
  readonly json: boolean | undefined;
}

interface Case {
  readonly name: string;
  readonly input: Record<string, unknown>;
  readonly result: Record<string, unknown>;
}

interface Difference {
  readonly name: string;
  readonly expected: unknown;
  readonly received: unknown;
}

/** Runs a strategy on every case. A case expects what it names; what it does not name may be anything. */
export async function testStrategy({ strategy, cases: file, json = false }: TestOptions): Promise<void> {
  const compiled = await compileFile(strategy);
  const cases = readCases(await readText(file), file);
  const failed: Difference[] = [];
  for (const one of cases) {
    const received = await refusedAsData(`${file}: ${one.name}`, () => resultOf(compiled, one));
    if (!isAsExpected(one.result, received)) failed.push({ name: one.name, expected: one.result, received });
  }
  const report = { cases: cases.length, passed: cases.length - failed.length, failed };
  if (json) printJson(report);
  else tell(report);
  if (failed.length > 0) throw new AlreadyTold(1);
}

async function resultOf(
  strategy: CompiledStrategy,
  { input }: Case,
): Promise<Readonly<Record<string, unknown>>> {
  return (await strategy.evaluate(input, { trace: false })).result;
}

function isAsExpected(
  expected: Record<string, unknown>,
  received: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(expected).every(([key, value]) => isDeepStrictEqual(received[key] ?? null, value));
}

function readCases(content: string, file: string): Case[] {
  return content.split('\n').flatMap((line, place) => {
    if (line.trim() === '') return [];
    const where = `${file}:${place + 1}`;
    const { name = `line ${place + 1}`, input, result } = parseObject(line, where);
    if (!isObject(input) || !isObject(result) || typeof name !== 'string') {
      throw new CliError(
        3,
        'CASE_INVALID',
        'it is no case',
        where,
        'write {"name": "…", "input": {…}, "result": {…}}',
      );
    }
    return [{ name, input, result }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tell({
  cases,
  passed,
  failed,
}: {
  cases: number;
  passed: number;
  failed: readonly Difference[];
}): void {
  for (const { name, expected, received } of failed) {
    printLine(
      `${red('differs')} ${name}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`,
    );
  }
  printLine(`${passed === cases ? green('passed') : red('passed')} ${passed} of ${cases}`);
}

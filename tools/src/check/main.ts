/**
 * `npm run check [-- NAME …] [--json]`: everything that must hold before a change is taken, two checks at a time.
 * One line a check with its duration; what a failed check says follows its line. Exit status 1 if any failed.
 */
import { availableParallelism } from 'node:os';
import { checks } from './checks.js';
import { runCheck, type CheckResult } from './run-check.js';

const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  const known = checks.map((check) => check.name).join(', ');
  console.error(`error: no check is called ${unknown.join(', ')} (npm run check): one of ${known}`);
  process.exit(2);
}

const started = performance.now();
const waiting = checks.filter((check) => names.length === 0 || names.includes(check.name));
const results: CheckResult[] = [];
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
conclude();

async function worker(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const result = await runCheck(check);
    results.push(result);
    say(
      `${result.passed ? 'passed' : 'FAILED'}  ${result.name.padEnd(10)} ${seconds(result.ms)}  ${check.about}`,
    );
    if (!result.passed) say(`${result.output.trimEnd()}\n`);
  }
}

function conclude(): void {
  const failed = results.filter((result) => !result.passed);
  const total = performance.now() - started;
  if (json) {
    const report = results.map(({ name, passed, ms, output }) => ({
      name,
      passed,
      ms: Math.round(ms),
      output: passed ? '' : output,
    }));
    console.log(
      JSON.stringify({ passed: results.length - failed.length, failed: failed.length, checks: report }),
    );
  } else {
    say(`${results.length - failed.length} passed, ${failed.length} failed in ${seconds(total).trim()}`);
  }
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}

/** With --json standard output is the report alone. */
function say(text: string): void {
  if (json) console.error(text);
  else console.log(text);
}

import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import { isSignal } from '@fanxing/risk-service/signal-catalogue';
import {
  checkStrategy,
  compileDmn,
  compileStrategy,
  isWarning,
  lendingInputs,
  reviewStrategy,
  type Jdm,
  type StrategyInputs,
  type StrategyProblem,
} from '@fanxing/risk-strategy';
import { AlreadyTold } from '../cli-error.js';
import { green, printJson, printLine, red } from '../output.js';
import { readStrategyFile } from './read-strategy.js';

interface Report {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly fingerprint: string | null;
  /** Why it is not compiled, or null where it is. */
  readonly notCompiled: string | null;
}

type Finding = Omit<StrategyProblem, 'code'> & { readonly code: string };

/** Tells what is wrong with a strategy; exits with 3 where it can not be published, whatever the warnings. */
export async function checkStrategyFile(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const read = await readStrategyFile(file);
  const report = read.kind === 'dmn' ? await reportOnDmn(read.xml) : reportOnJdm(read.json);
  if (json) printJson(report);
  else tell(report);
  if (report.problems.length > 0) throw new AlreadyTold(3);
}

async function reportOnDmn(xml: string): Promise<Report> {
  try {
    const { fingerprint, notCompiled } = await compileDmn(xml);
    return { problems: [], warnings: [], fingerprint, notCompiled };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { reason, message, messageZh } = error;
    return {
      problems: [{ code: reason, node: null, message, messageZh }],
      warnings: [],
      fingerprint: null,
      notCompiled: null,
    };
  }
}

function reportOnJdm(json: unknown): Report {
  const { problems } = checkStrategy(json);
  if (problems.length > 0) return { problems, warnings: [], fingerprint: null, notCompiled: null };
  const { fingerprint, notCompiled } = compileStrategy(json);
  const found = reviewStrategy(json as Jdm, inputsOf(json as Jdm));
  return {
    problems: found.filter((one) => !isWarning(one)),
    warnings: found.filter(isWarning),
    fingerprint,
    notCompiled,
  };
}

/** A strategy that answers `outcome` decides on a loan, and what that gives it is known; of others nothing is. */
function inputsOf(jdm: Jdm): StrategyInputs | undefined {
  return JSON.stringify(jdm.nodes).includes('"outcome"')
    ? lendingInputs(isIndicator, () => true, isSignal)
    : undefined;
}

function isIndicator(name: string): boolean {
  try {
    parseIndicator(name);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function tell({ problems, warnings, fingerprint, notCompiled }: Report): void {
  for (const { code, node, message } of problems)
    printLine(`${red('problem')} ${code} ${node ?? ''}: ${message}`);
  for (const { code, node, message } of warnings) printLine(`warning ${code} ${node ?? ''}: ${message}`);
  if (fingerprint === null || problems.length > 0) return;
  printLine(`${green('fit to be published')}, ${warnings.length} warnings, fingerprint ${fingerprint}`);
  if (notCompiled !== null) printLine(`not compiled, so it runs slower: ${notCompiled}`);
}

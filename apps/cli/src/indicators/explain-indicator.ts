import { Fault } from '@fanxing/kernel';
import { explainIndicator } from '@fanxing/risk-indicators';
import { CliError } from '../cli-error.js';
import { printJson, printLine } from '../output.js';

export function explain(name: string, { json }: { readonly json?: boolean }): void {
  const explanation = known(name);
  if (json) return printJson(explanation);
  const { meaning, meaningZh, unit, missing, definition } = explanation;
  printLine(name);
  printLine(`  ${meaning}`);
  printLine(`  ${meaningZh}`);
  printLine(`  unit: ${unit}`);
  printLine(`  missing: ${missing}`);
  printLine(`  formula: ${definition.formula}`);
  for (const rule of definition.rules) printLine(`  - ${rule}`);
}

function known(name: string): ReturnType<typeof explainIndicator> {
  try {
    return explainIndicator(name);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(3, error.reason, error.message, name, '`indicators list` shows names');
  }
}

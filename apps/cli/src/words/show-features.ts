import { Fault } from '@fanxing/kernel';
import { drawTextFeatures, textFeatures, type TextEvidence } from '@fanxing/risk-words';
import { CliError } from '../cli-error.js';
import { nameOf } from '../input-document.js';
import { writeText } from '../network/write-text.js';
import { printJson, printLine } from '../output.js';
import { readTexts, type GivenText } from './read-texts.js';

export interface FeatureOptions {
  readonly text: string;
  readonly draw?: string;
  readonly json?: true;
}

/** Prints the features of the texts in a file. */
export async function showFeatures({ text: file, draw, json }: FeatureOptions): Promise<void> {
  const evidence = featuresOf(await readTexts(file), file);
  if (draw !== undefined) await writeText(draw, [drawTextFeatures(evidence)]);
  if (json) return printJson(evidence);
  for (const { name, value, unit, words } of evidence.features) {
    const behind = words.map(({ word, count }) => (count > 1 ? `${word} ×${count}` : word)).join(', ');
    printLine(
      `${name.padEnd(28)}${(value === null ? '–' : String(Number(value.toPrecision(4)))).padStart(9)} ${unit}` +
        (behind ? `: ${behind}` : ''),
    );
  }
  for (const { attribute, words } of evidence.screened)
    printLine(`screened out, ${attribute}: ${words.map(({ word }) => word).join(', ')}`);
}

function featuresOf(texts: readonly GivenText[], file: string): TextEvidence {
  try {
    return textFeatures(texts);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(3, error.reason, error.message, nameOf(file), 'mend the text', error.details);
  }
}

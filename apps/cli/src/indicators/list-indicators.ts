import { once } from 'node:events';
import { explainIndicator } from '@fanxing/risk-indicators';
import { printJson, printLine } from '../output.js';
import { matchNames } from './match-names.js';

export interface ListOptions {
  readonly match?: string;
  readonly count?: boolean;
  readonly json?: boolean;
}

export async function listIndicators({ match, count, json }: ListOptions): Promise<void> {
  if (count) return printCount(match, json ?? false);
  let isFirst = true;
  if (json) await print('[\n');
  for (const name of matchNames(match)) {
    const { rules: _, ...definition } = explainIndicator(name).definition;
    const { meaning, meaningZh, unit, missing } = explainIndicator(name);
    const line = { name, meaning, meaningZh, unit, missing, definition };
    await print(json ? `${isFirst ? '' : ',\n'}${JSON.stringify(line)}` : `${name}\t${meaning} [${unit}]\n`);
    isFirst = false;
  }
  if (json) await print(isFirst ? ']\n' : '\n]\n');
}

function printCount(match: string | undefined, json: boolean): void {
  let count = 0;
  for (const _ of matchNames(match)) count += 1;
  if (json) printJson({ count });
  else printLine(String(count));
}

/** No faster than it is taken: the whole catalogue is more than a pipe holds. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

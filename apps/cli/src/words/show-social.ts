import { Fault, parseInstant, type Instant } from '@fanxing/kernel';
import { socialFeatures, type SocialAct } from '@fanxing/risk-words';
import { CliError } from '../cli-error.js';
import { readLines } from '../indicators/read-lines.js';
import { printJson, printLine } from '../output.js';
import { parseObject } from '../strategy/read-file.js';

export interface SocialFileOptions {
  readonly acts: string;
  readonly asOf: string;
  readonly days?: number;
  readonly json?: true;
}

/** Prints the social behaviour of the acts in a file before a moment. */
export async function showSocial({ acts: file, asOf: moment, days, json }: SocialFileOptions): Promise<void> {
  const asOf = instantOf(moment, '--as-of', 2);
  const acts: SocialAct[] = [];
  for await (const { text, where } of readLines(file)) acts.push(actOf(parseObject(text, where), where));
  const features = socialFeatures(acts, { asOf, ...(days === undefined ? {} : { days }) });
  if (json) return printJson({ features });
  for (const { name, value, unit } of features) {
    const shown = value === null ? '–' : String(Number(value.toPrecision(4)));
    printLine(`${name.padEnd(36)}${shown.padStart(9)} ${unit}`);
  }
}

const kinds: readonly string[] = ['posted', 'wrote', 'received'] satisfies SocialAct['kind'][];

function actOf({ at, kind, counterpart = null }: Record<string, unknown>, where: string): SocialAct {
  if (typeof kind !== 'string' || !kinds.includes(kind))
    throw malformed(`kind is none of ${kinds.join(', ')}`, where);
  if (counterpart !== null && typeof counterpart !== 'string')
    throw malformed('counterpart is no text', where);
  if (kind !== 'posted' && !counterpart) throw malformed(`${kind} names no counterpart`, where);
  if (typeof at !== 'string') throw malformed('at is no moment', where);
  return { at: instantOf(at, where, 3), kind: kind as SocialAct['kind'], counterpart };
}

function instantOf(text: string, where: string, status: 2 | 3): Instant {
  try {
    return parseInstant(text);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(status, error.reason, error.message, where, 'give a moment with its offset');
  }
}

function malformed(problem: string, where: string): CliError {
  return new CliError(3, 'ACT_MALFORMED', problem, where, 'see --help for the shape of an act');
}

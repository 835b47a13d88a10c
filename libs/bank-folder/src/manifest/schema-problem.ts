import type { ErrorObject } from 'ajv';
import { Fault } from '@fanxing/kernel';
import { suggestion } from './nearest-name.js';

/** At most this many mistakes are told at once: the rest is usually the same mistake again. */
const problemsMax = 5;

/** One fault out of a validator's errors: the first mistake is its path, unknown keys before all others. */
export function explainSchemaErrors(errors: readonly ErrorObject[]): Fault {
  const told = errors
    .filter((error) => error.keyword !== 'if' && error.keyword !== 'propertyNames')
    .sort((left, right) => rank(left) - rank(right))
    .map((error) => ({ path: pathOf(error), problem: problemOf(error) }));
  const distinct = [...new Map(told.map((entry) => [entry.path, entry])).values()].slice(0, problemsMax);
  const problems = distinct.map((entry) => `${entry.path}: ${entry.problem}`);
  return new Fault(
    'INPUT_INVALID',
    { problem: problems.join('; '), problems },
    distinct[0]?.path ?? 'bank.json',
  );
}

function rank(error: ErrorObject): number {
  return error.keyword === 'additionalProperties' ? 0 : error.keyword === 'required' ? 1 : 2;
}

function pathOf(error: ErrorObject): string {
  const parent = `bank.json${error.instancePath.replaceAll('~1', '/').replaceAll('~0', '~')}`;
  const key = (error.params.additionalProperty ?? error.params.missingProperty ?? error.propertyName) as
    string | undefined;
  return key === undefined ? parent : `${parent}/${key}`;
}

function problemOf(error: ErrorObject): string {
  const parameters = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
      const key = String(parameters.additionalProperty);
      return `unknown key "${key}"${suggestion(key, known)} Possible here: ${known.join(', ')}`;
    }
    case 'required':
      return `the key "${String(parameters.missingProperty)}" is missing`;
    case 'const':
      return `must be ${JSON.stringify(parameters.allowedValue)}, not ${shown(error.data)}`;
    case 'type':
      return `must be ${[parameters.type].flat().join(' or ')}, not ${shown(error.data)}`;
    case 'pattern':
      return `must be ${describe(error)}, not ${shown(error.propertyName ?? error.data)}`;
    default:
      return `${error.message ?? 'is not valid'}${'data' in error ? `, not ${shown(error.data)}` : ''}`;
  }
}

function describe(error: ErrorObject): string {
  const description: unknown = error.parentSchema?.description;
  return typeof description === 'string'
    ? description.replace(/\.$/, '')
    : `like ${error.params.pattern as string}`;
}

function shown(data: unknown): string {
  const text = JSON.stringify(data) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

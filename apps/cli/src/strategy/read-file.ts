import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Fault } from '@fanxing/kernel';
import { CliError, codeOf } from '../cli-error.js';

/** A file's text; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    throw new CliError(
      3,
      'FILE_UNREADABLE',
      `the file can not be read: ${codeOf(error)}`,
      file,
      'name a file that is there',
    );
  }
}

export function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown';
    throw new CliError(3, 'JSON_INVALID', `it is not JSON: ${cause}`, where, 'mend the file');
  }
}

export function parseObject(json: string, where: string): Record<string, unknown> {
  const value = parseJson(json, where);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new CliError(
    3,
    'JSON_INVALID',
    'it is no JSON object',
    where,
    'give an object such as {"score": 640}',
  );
}

/** What the libraries refuse is bad input data here. */
export async function refusedAsData<T>(where: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const what = error.message.replace(/\.$/, '');
    throw new CliError(3, error.reason, what, where, 'mend what the message names', error.details);
  }
}

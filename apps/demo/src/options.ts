import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly json: boolean;
  readonly keep: boolean;
  readonly processes: boolean;
  /** A folder of its own, removed afterwards, when none is named. */
  readonly dataDir: string | undefined;
  readonly bank: string;
  readonly files: string | undefined;
}

export const usage = `usage: npm run demo -- [--json] [--keep] [--processes] [--data-dir DIR] [--bank FOLDER [--files FOLDER]]
  --json          print the report as one JSON document and nothing else
  --keep          stay up afterwards; print the addresses and the sign-ins
  --processes     run every service as a process of its own, speaking NATS
  --data-dir DIR  keep everything there (default: a folder that is removed afterwards)
  --bank FOLDER   a bank's folder with its bank.json (default data/banks/taiwan)
  --files FOLDER  where that bank's files are, when they are not beside bank.json`;

const repository = join(import.meta.dirname, '../../..');

/** Reads the arguments; relative paths count from where npm was called. Throws an Error with what is wrong. */
export function readOptions(given: readonly string[]): DemoOptions | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...given],
    options: {
      json: flag,
      keep: flag,
      processes: flag,
      help: flag,
      'data-dir': text,
      bank: text,
      files: text,
    },
  });
  if (values.help) return 'help';
  const here = process.env['INIT_CWD'] ?? process.cwd();
  const path = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : resolve(here, value);
  return {
    json: values.json,
    keep: values.keep,
    processes: values.processes,
    dataDir: path(values['data-dir']),
    bank: path(values.bank) ?? join(repository, 'data/banks/taiwan'),
    files: path(values.files),
  };
}

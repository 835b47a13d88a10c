import { register } from 'node:module';
import { after, before, it } from 'node:test';
import { format } from 'node:util';
import { expect } from 'expect';

/**
 * Gives a benchmark the words that tests have, on Node's own runner: Jest runs what it tests in a sandbox in which compiled loops are up
 * to ten times slower. Imported by each benchmark's process before anything else.
 */
register('./source-hooks.js', import.meta.url);

function each(rows: readonly unknown[]) {
  return (name: string, body: (...row: unknown[]) => unknown): void => {
    for (const row of rows.map((row) => (Array.isArray(row) ? (row as unknown[]) : [row]))) {
      void it(format(name, ...row), async () => void (await body(...row)));
    }
  };
}

Object.assign(globalThis, {
  it: Object.assign((name: string, body: () => unknown) => void it(name, async () => void (await body())), {
    each,
  }),
  expect,
  beforeAll: (body: () => unknown) => before(async () => void (await body())),
  afterAll: (body: () => unknown) => after(async () => void (await body())),
  // How long a measurement takes ends none.
  jest: { setTimeout: () => undefined },
});

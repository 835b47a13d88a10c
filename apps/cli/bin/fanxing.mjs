#!/usr/bin/env node
/** The door to the command line. It is linked when packages are installed, before anything is built, so it is plain JavaScript. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('error: the command line is not built (apps/cli/dist): npm run build\n');
  process.exitCode = 1;
}

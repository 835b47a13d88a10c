import type { CliError } from './cli-error.js';

/** Writes one JSON document to standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Tells what went wrong: to a program on standard output, to a person on standard error. */
export function printError(error: CliError, json: boolean): void {
  const { code, message, details } = error;
  if (json) printJson({ error: { code, message, details } });
  else process.stderr.write(`${red('error:')} ${message}\n`);
}

/** Green for what is well, red for what is not; plain where nobody sees colours or wants none. */
export function green(text: string): string {
  return coloured(process.stdout, 32, text);
}

export function red(text: string): string {
  return coloured(process.stderr, 31, text);
}

function coloured(stream: NodeJS.WriteStream, code: number, text: string): string {
  return stream.isTTY && !process.env['NO_COLOR'] ? `\u001b[${code}m${text}\u001b[0m` : text;
}

const quietMs = 2_000;

/** Says on standard error how far a long piece of work is: nothing in the first two seconds, then every two. */
export function progressOf(say: (count: number) => string): (count: number) => void {
  let next = performance.now() + quietMs;
  return (count) => {
    const now = performance.now();
    if (now < next) return;
    next = now + quietMs;
    process.stderr.write(`${say(count)}\n`);
  };
}

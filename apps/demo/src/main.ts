import { Fault } from '@fanxing/kernel';
import { DemoError } from './demo-error.js';
import { readOptions, usage, type DemoOptions } from './options.js';
import { progressTo } from './progress.js';
import { runDemo } from './run-demo.js';

/** Exit status: 0 done, 1 failed, 2 wrong usage, 3 a bank's folder that can not be read. */
async function main(): Promise<number> {
  const options = optionsOrUsage();
  if (options === 'help') return print(process.stdout, usage, 0);
  if (typeof options === 'string') return print(process.stderr, `error: ${options}\n${usage}`, 2);
  try {
    await runDemo(options, progressTo(process.stderr, options.json));
    return 0;
  } catch (error) {
    if (error instanceof Fault)
      return print(process.stderr, `error: ${error.message} (${error.path ?? 'input'})`, 3);
    if (error instanceof DemoError) return print(process.stderr, `error: ${error.message}`, 1);
    throw error;
  }
}

function optionsOrUsage(): DemoOptions | string {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(`${text}\n`);
  return status;
}

process.exitCode = await main();

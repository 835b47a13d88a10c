import { CommanderError } from 'commander';
import { AlreadyTold, CliError, codeOf } from './cli-error.js';
import { printError } from './output.js';
import { createProgram } from './program.js';

const wantsJson = process.argv.includes('--json');

/** Exit status: 0 done, 1 failed, 2 wrong usage, 3 bad input data. */
async function main(): Promise<number> {
  try {
    await createProgram(wantsJson).parseAsync(process.argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return usageStatus(error);
    if (error instanceof AlreadyTold) return error.status;
    const told = toldOf(error);
    printError(told, wantsJson);
    return told.status;
  }
}

function toldOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  // By its name: whoever asks for help does not load the configuration.
  if (error instanceof Error && error.name === 'ConfigurationError') {
    const { problems } = error as Error & { readonly problems: readonly string[] };
    return new CliError(
      2,
      'CONFIGURATION',
      problems.join('; '),
      'environment',
      'mend or unset what it names',
    );
  }
  return new CliError(1, 'INTERNAL', `unexpected error ${codeOf(error)}`, 'fanxing', 'please report it');
}

/** The parser has told a person already; a program is told here. */
function usageStatus({ code, exitCode, message }: CommanderError): number {
  if (exitCode === 0) return 0;
  if (wantsJson) {
    const what = message.replace(/^error: /, '').replaceAll('\n', ' ');
    printError(new CliError(2, 'USAGE', what, code, 'see --help'), true);
  }
  return 2;
}

// Whoever reads only the beginning (`| head`) has what was wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main();

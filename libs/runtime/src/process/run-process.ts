import { ConfigurationError } from '../configuration/index.js';

interface RunningProcess {
  /** Printed as one line of JSON on standard output. */
  readonly ready: object;
  readonly stop: () => Promise<void>;
}

/**
 * Starts something and keeps it until SIGTERM or SIGINT. What keeps it from starting is one line on standard error and
 * exit status 1; no stack trace.
 */
export async function runProcess(start: () => Promise<RunningProcess>): Promise<void> {
  try {
    const running = await start();
    process.stdout.write(`${JSON.stringify(running.ready)}\n`);
    const stop = onceStopped(running.stop);
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`error: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

function onceStopped(stop: () => Promise<void>): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`error: ${reasonOf(error)}\n`);
        process.exit(1);
      },
    );
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.join('\n       ');
  return error instanceof Error ? error.message : String(error);
}

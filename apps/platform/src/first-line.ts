import type { ChildProcess } from 'node:child_process';

/**
 * The first line that a child process prints on standard output: its word that it is ready. Fails with what it
 * printed on standard error when it ends before that. Afterwards its output is let go of, so that it can live on alone.
 */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    const keepErrors = (chunk: Buffer): void => void (errors += chunk.toString());
    child.stderr?.on('data', keepErrors);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const end = output.indexOf('\n');
      if (end < 0) return;
      child.removeAllListeners('exit');
      child.stdout?.destroy();
      child.stderr?.off('data', keepErrors);
      child.stderr?.destroy();
      resolve(output.slice(0, end));
    });
    child.once('error', reject);
    child.once('exit', (status) =>
      reject(new Error(errors.trim().replace(/^error: /, '') || `it ended with status ${status}`)),
    );
  });
}

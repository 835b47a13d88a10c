import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RunningPlatform } from './running-platform.fixture.js';

const main = join(__dirname, '../../../cli/dist/main.js');

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fanxing` for a platform's data folder, as a person at a terminal would. */
export function fanxing(platform: RunningPlatform, ...given: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...given, '--data-dir', platform.folder],
      { maxBuffer: 64 * 1_024 * 1_024, env: { ...process.env, DATABASE_URL: '' } },
      (error, stdout, stderr) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** The same with `--json`: the document that it printed. Fails unless it exited with that status. */
export async function fanxingJson<Document>(
  platform: RunningPlatform,
  given: readonly string[],
  status = 0,
): Promise<Document> {
  const said = await fanxing(platform, ...given, '--json');
  if (said.status !== status) throw new Error(`exit status ${said.status}: ${said.stdout}${said.stderr}`);
  return JSON.parse(said.stdout) as Document;
}

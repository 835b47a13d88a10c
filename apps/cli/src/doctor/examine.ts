import { AlreadyTold } from '../cli-error.js';
import { green, printJson, printLine, red } from '../output.js';
import { dataFolderOf, readPlatformFile, type FolderOptions } from '../platform-folder.js';
import { checkDatabase } from './check-database.js';
import { checkDataFolder, checkNode } from './check-machine.js';
import { checkIdentityProvider, checkPort } from './check-network.js';
import type { Finding, Surroundings } from './finding.js';

export interface DoctorOptions extends FolderOptions {
  readonly json?: boolean;
}

/** Looks at everything and tells all of it, well or ill; one illness does not hide another. */
export async function examine(options: DoctorOptions): Promise<void> {
  const folder = dataFolderOf(options);
  const platform = await readPlatformFile(folder);
  const surroundings: Surroundings = { folder, platform, isRunning: isAlive(platform?.pid) };
  const checks = [checkNode, checkDataFolder, checkDatabase, checkIdentityProvider, checkPort];
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await check(surroundings)));
  const isWell = findings.every(({ ok }) => ok);
  if (options.json) printJson({ ok: isWell, checks: findings });
  else for (const finding of findings) printLine(sentenceOf(finding));
  if (!isWell) throw new AlreadyTold(1);
}

function sentenceOf({ name, ok, found, mend }: Finding): string {
  return ok ? `${green('ok')} ${name}: ${found}` : `${red('ill')} ${name}: ${found}: ${mend}`;
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../cli-error.js';
import { ill, well, type Finding, type Surroundings } from './finding.js';

const bytesFreeMin = 1_073_741_824;

/** Node 20.19 and 22.12 are the first that load ES modules by `require`, which NestJS needs. */
export function checkNode(): Finding[] {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (isNewEnough) return [well('node', version)];
  return [ill('node', `${version} is too old`, 'install Node 20.19, 22.12 or newer from nodejs.org')];
}

/** It is there or can be made, can be written, and its disk has room. */
export async function checkDataFolder({ folder }: Surroundings): Promise<Finding[]> {
  const name = 'data folder';
  const present = await nearestPresent(folder);
  try {
    if (!(await stat(present)).isDirectory())
      return [ill(name, `${present} is no folder`, 'name another with --data-dir')];
    await access(present, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(present);
    if (bavail * bsize < bytesFreeMin)
      return [ill(name, `the disk of ${present} has less than 1 GiB free`, 'make room')];
  } catch (error) {
    return [
      ill(
        name,
        `${present} can not be written (${codeOf(error)})`,
        'make it yours, or name another with --data-dir',
      ),
    ];
  }
  return [well(name, present === folder ? folder : `${folder} can be made`)];
}

async function nearestPresent(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const isThere = await stat(at).then(
      () => true,
      () => false,
    );
    if (isThere || at === dirname(at)) return at;
  }
}

/** `npm run check licences`: fails when a package that we ship is not under a permissive licence. */
import { existsSync, readFileSync } from 'node:fs';
import { licenceProblems, type LockedPackage } from './licences.js';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>;
};
const problems = licenceProblems(lock.packages, installedLicence);
for (const { name, version, licence } of problems) {
  console.error(
    `error: ${licence} is not permissive (${name} ${version}): find who needs it with "npm explain ${name}"`,
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;

function installedLicence(path: string): string | undefined {
  const file = `${path}/package.json`;
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    license?: string | { type?: string };
    licenses?: { type?: string }[];
  };
  if (typeof manifest.license === 'string') return manifest.license;
  return manifest.license?.type ?? manifest.licenses?.map((each) => each.type).join(' OR ');
}

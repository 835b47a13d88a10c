/**
 * `npm run bench [-- NAME …]`: the benchmarks whose path contains a name, one after the other, each in a process of its own.
 * Exit status 1 if one of them failed.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const names = process.argv.slice(2);
const all = ['libs', 'apps']
  .flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).map((file) => join(part, file)),
  )
  .filter((file) => file.endsWith('.bench.ts') && !file.includes('node_modules'))
  .sort();
const wanted = all.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));

if (wanted.length === 0) {
  const known = all.map((file) => file.replace(/.*\/(.*)\.bench\.ts$/, '$1')).join(', ');
  console.error(`error: no benchmark is called ${names.join(', ')} (npm run bench): one of ${known}`);
  process.exit(2);
}
for (const file of wanted) {
  console.error(relative(root, join(root, file)));
  if ((await run(file)) !== 0) process.exitCode = 1;
}

/** Sources are run as they stand, of this room and of those that it uses, so that no class is there twice. */
function run(file: string): Promise<number> {
  const flags = [
    '--conditions=@fanxing/source',
    '--enable-source-maps',
    '--no-warnings',
    '--import',
    words(),
  ];
  const child = spawn(process.execPath, [...flags, '--test-reporter=spec', file], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
}

function words(): string {
  return new URL('./words.js', import.meta.url).href;
}

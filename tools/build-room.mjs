/**
 * Compiles one room: `src/**\/*.ts` becomes plain ESM in `dist`, other files (.graphql, .json, .sql) are copied.
 * Called by Nx as `node tools/build-room.mjs libs/kernel`; runs before anything is compiled, so it is plain JavaScript.
 * Tests and generated types stay out: the first are run from source, the second vanish when types are stripped.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

const room = process.argv[2];
if (!room || !existsSync(join(room, 'package.json'))) {
  console.error('error: not a room (tools/build-room.mjs): give the folder of a room, such as libs/kernel');
  process.exit(2);
}
const source = join(room, 'src');
const target = join(room, 'dist');
const left = /\.((spec|suite|fixture|processes|fault)\.ts|md)$|\/fixtures\//;

const written = new Set();
try {
  await Promise.all(sourceFiles().map(compileOrCopy));
  deleteStale();
} catch (error) {
  console.error(`error: cannot be compiled (${room}): ${error.message}`);
  process.exit(1);
}

function sourceFiles() {
  if (!existsSync(source)) return [];
  return filesBelow(source).filter((file) => !left.test(file) && !file.startsWith(join(source, 'generated')));
}

async function compileOrCopy(file) {
  const out = join(target, relative(source, file));
  if (!file.endsWith('.ts')) return write(out, readFileSync(file));
  if (file.endsWith('.d.ts')) return;
  const script = out.replace(/\.ts$/, '.js');
  const { code, map } = await transformFile(file, { sourceFileName: relative(dirname(script), file) });
  write(script, map ? `${code}//# sourceMappingURL=${script.split('/').at(-1)}.map\n` : code);
  if (map) write(`${script}.map`, map);
}

/** An unchanged file keeps its date, and a process that is reading it is not disturbed. */
function write(file, content) {
  written.add(file);
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** What an earlier build left of a file that is gone would still be importable. */
function deleteStale() {
  if (!existsSync(target)) return;
  for (const file of filesBelow(target)) if (!written.has(file)) rmSync(file);
  const folders = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const folder of folders
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .reverse()) {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

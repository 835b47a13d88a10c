import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The repository as the rules see it; paths are relative to its root, with forward slashes. */
export interface House {
  readonly files: readonly HouseFile[];
  readonly rooms: readonly Room[];
}

export interface HouseFile {
  readonly path: string;
  readonly text: string;
  /** Of TypeScript and JavaScript files. */
  readonly syntax: ts.SourceFile | undefined;
}

/** A folder with a package.json of its own: an app, a library or the tools. */
export interface Room {
  readonly folder: string;
  readonly tags: readonly string[];
  readonly targets: readonly string[];
}

/** A broken rule, said so that whoever reads it knows what to do. */
export interface Problem {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

export type Rule = (house: House) => readonly Problem[];

const areas = ['apps', 'libs', 'tools', 'docs', 'infra', '.ci'];
const closed = new Set(['node_modules', 'dist', 'generated', 'coverage', '.nx', '.fanxing', '.git']);
const read = /\.(ts|tsx|mjs|cjs|js|graphql|sql|md|json|ya?ml|sh)$|\/run$/;

/** Reads everything that people write; what is built or generated is nobody's style. */
export function readHouse(root: string): House {
  const paths = [...rootFiles(root), ...areas.flatMap((area) => pathsBelow(root, area))].filter((path) =>
    read.test(path),
  );
  return houseOf(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

export function houseOf(texts: readonly (readonly [path: string, text: string])[]): House {
  const files = texts.map(([path, text]) => ({ path, text, syntax: parse(path, text) }));
  return {
    files,
    rooms: files
      .filter(
        ({ path }) => /^(apps|libs|tools)\/.*package\.json$/.test(path) || path === 'tools/package.json',
      )
      .map(room),
  };
}

function rootFiles(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

function pathsBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    (entry) => !closed.has(entry.name),
  );
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pathsBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function parse(path: string, text: string): ts.SourceFile | undefined {
  if (!/\.(tsx?|mjs|cjs|js)$/.test(path)) return undefined;
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

function room(file: HouseFile): Room {
  const manifest = JSON.parse(file.text) as { nx?: { tags?: string[]; targets?: Record<string, unknown> } };
  return {
    folder: dirname(file.path),
    tags: manifest.nx?.tags ?? [],
    targets: Object.keys(manifest.nx?.targets ?? {}),
  };
}

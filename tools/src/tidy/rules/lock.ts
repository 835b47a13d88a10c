import type { House, Problem, Rule } from '../house.js';

const lockFile = 'package-lock.json';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A fresh clone installs what is locked; a dependency or a room that the lock file does not know would be missing there. */
export const lockInStep: Rule = (house) => {
  const text = house.files.find(({ path }) => path === lockFile)?.text;
  if (!text) return [];
  const { packages } = JSON.parse(text) as { packages: Record<string, Manifest> };
  const folders = ['', ...house.rooms.map(({ folder }) => folder)];
  const gone = Object.keys(packages).filter(
    (path) => !path.includes('node_modules') && !folders.includes(path),
  );
  return [
    ...folders
      .filter((folder) => !agree(packages[folder], manifestIn(house, folder)))
      .map((folder): Problem => ({
        path: lockFile,
        message: `does not list ${folder || 'the root'} as package.json there has it: run "npm install"`,
      })),
    ...gone.map((folder): Problem => ({
      path: lockFile,
      message: `lists ${folder}, which is gone: run "npm install"`,
    })),
  ];
};

function agree(locked: Manifest | undefined, asked: Manifest): boolean {
  if (!locked) return false;
  return same(locked.dependencies, asked.dependencies) && same(locked.devDependencies, asked.devDependencies);
}

function same(
  one: Readonly<Record<string, string>> = {},
  other: Readonly<Record<string, string>> = {},
): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

function manifestIn(house: House, folder: string): Manifest {
  const path = folder ? `${folder}/package.json` : 'package.json';
  return JSON.parse(house.files.find((file) => file.path === path)?.text ?? '{}') as Manifest;
}

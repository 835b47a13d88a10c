import type { Problem, Rule } from '../house.js';

/** Names that say nothing: what is in such a file or folder lives with the code that owns it. */
const drawers = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'manager',
  'managers',
  'interfaces',
  'misc',
]);

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

export const drawerNames: Rule = ({ files }) =>
  files
    .filter(({ path }) => /^(apps|libs|tools)\//.test(path) && !path.endsWith('.md'))
    .flatMap(({ path }) =>
      path
        .split('/')
        .flatMap((segment) => segment.split(/[.-]/))
        .filter((word) => drawers.has(word))
        .map((word): Problem => ({ path, message: `"${word}" says nothing: name it for what it holds` })),
    );

export const kebabCase: Rule = ({ files }) =>
  files
    .filter(
      ({ path }) =>
        /^(apps|libs|tools)\/.*\/(src|migrations|bench)\//.test(path) && !path.endsWith('README.md'),
    )
    .filter(({ path }) => !path.split('/').every((segment) => kebab.test(segment)))
    .map(({ path }) => ({ path, message: 'file and folder names are kebab-case' }));

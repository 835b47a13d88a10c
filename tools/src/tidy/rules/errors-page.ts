import { errorsPage, errorsPagePath, faultTablePath, isFaultPart } from '../../errors/errors-page.js';
import type { Rule } from '../house.js';

/** Developers of banks look a code up on this page: one that is missing there does not exist for them. */
export const errorsPageIsCurrent: Rule = (house) => {
  const table = house.files.find(({ path }) => path === faultTablePath)?.syntax;
  const page = house.files.find(({ path }) => path === errorsPagePath)?.text;
  const parts = house.files
    .filter(({ path }) => isFaultPart(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .flatMap(({ syntax }) => syntax ?? []);
  if (!table || page === errorsPage(table, parts)) return [];
  return [
    {
      path: errorsPagePath,
      message: `is not what ${faultTablePath} says: run "node tools/run.mjs docs:errors"`,
    },
  ];
};

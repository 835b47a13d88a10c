import type { House, Problem, Rule } from './house.js';
import { errorsPageIsCurrent } from './rules/errors-page.js';
import { noSkippedTests } from './rules/honest-tests.js';
import { lockInStep } from './rules/lock.js';
import { drawerNames, kebabCase } from './rules/names.js';
import { noPromises } from './rules/promises-in-comments.js';
import { pureRooms } from './rules/pure-rooms.js';
import { roomSigns } from './rules/rooms.js';
import { fileSize, functionSize, readmeSize } from './rules/size.js';
import { walkLeadsSomewhere } from './rules/walk.js';

const rules: readonly Rule[] = [
  fileSize,
  functionSize,
  readmeSize,
  drawerNames,
  kebabCase,
  roomSigns,
  lockInStep,
  noSkippedTests,
  noPromises,
  pureRooms,
  walkLeadsSomewhere,
  errorsPageIsCurrent,
];

/** Every broken house rule, by path and line. */
export function problemsIn(house: House): readonly Problem[] {
  return rules
    .flatMap((rule) => rule(house))
    .sort((a, b) => a.path.localeCompare(b.path) || (a.line ?? 0) - (b.line ?? 0));
}

/** `npm run check tidy`: the house rules that no ready-made linter knows. */
import { readHouse } from './house.js';
import { problemsIn } from './rules.js';

const problems = problemsIn(readHouse(process.cwd()));
for (const { path, line, message } of problems) console.error(`${path}${line ? `:${line}` : ''}  ${message}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** `node tools/run.mjs docs:errors`: writes docs/errors.md from the table of faults. */
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { errorsPage, errorsPagePath, faultTablePath } from './errors-page.js';

const text = readFileSync(faultTablePath, 'utf8');
const table = ts.createSourceFile(faultTablePath, text, ts.ScriptTarget.ES2023, true);
writeFileSync(errorsPagePath, errorsPage(table));
console.error(`${errorsPagePath} is up to date`);

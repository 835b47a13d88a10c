/** `node tools/run.mjs docs:errors`: writes docs/errors.md from the table of faults. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import { errorsPage, errorsPagePath, faultTablePath, isFaultPart } from './errors-page.js';

const read = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
const folder = dirname(faultTablePath);
const parts = readdirSync(folder)
  .map((name) => `${folder}/${name}`)
  .filter(isFaultPart)
  .sort();
writeFileSync(errorsPagePath, errorsPage(read(faultTablePath), parts.map(read)));
console.error(`${errorsPagePath} is up to date`);

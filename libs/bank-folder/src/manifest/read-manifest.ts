import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseCurrency, parseTimeZone } from '@fanxing/kernel';
import { invalid } from './invalid.js';
import type { BankManifest } from './manifest.js';
import { suggestion } from './nearest-name.js';
import { explainSchemaErrors } from './schema-problem.js';

/** Where the schema that ships with the product stands. */
export const manifestSchemaPath = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'data',
  'banks',
  'bank.schema.json',
);

/**
 * Reads `bank.json` of a folder and checks it against the schema and against itself (aliases, protected attributes,
 * currency, time zone). Fails with INPUT_INVALID, CURRENCY_UNKNOWN or TIME_ZONE_UNKNOWN; the path names the key.
 */
export async function readManifest(folder: string): Promise<BankManifest> {
  const value = parseJson(await readText(join(folder, 'bank.json')));
  const validate = await schemaValidator();
  if (!validate(value)) throw explainSchemaErrors(validate.errors ?? []);
  checkReferences(value);
  return value;
}

async function readText(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const cause = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is none' : `it can not be read (${code})`;
    throw invalid(`a bank's folder needs a manifest ${path}, but ${cause}`, 'bank.json');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`bank.json is not JSON: ${(error as SyntaxError).message}`, 'bank.json');
  }
}

let validator: Promise<ValidateFunction<BankManifest>> | undefined;

function schemaValidator(): Promise<ValidateFunction<BankManifest>> {
  validator ??= readFile(manifestSchemaPath, 'utf8').then((text) =>
    new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true }).compile<BankManifest>(
      JSON.parse(text) as object,
    ),
  );
  return validator;
}

function checkReferences(manifest: BankManifest): void {
  parseCurrency(manifest.currency, 'bank.json/currency');
  parseTimeZone(manifest.timeZone, 'bank.json/timeZone');
  checkAlias(manifest, manifest.borrower.file, 'bank.json/borrower/file');
  for (const [index, source] of [...manifest.events, manifest.outcome].entries()) {
    const place = index < manifest.events.length ? `bank.json/events/${index}` : 'bank.json/outcome';
    checkAlias(manifest, source.file, `${place}/file`);
    for (const [number, clause] of (source.join ?? []).entries()) {
      checkAlias(manifest, clause.file, `${place}/join/${number}/file`);
      if (source.join?.findIndex((other) => other.file === clause.file) !== number) {
        throw invalid(
          `"${clause.file}" is joined twice, so its columns have no name of their own: give the file a second alias in "files"`,
          `${place}/join/${number}/file`,
        );
      }
    }
  }
  const attributes = Object.keys(manifest.borrower.attributes);
  for (const [index, name] of (manifest.protected ?? []).entries()) {
    if (attributes.includes(name)) continue;
    throw invalid(
      `"${name}" is protected but is no attribute of the borrower${suggestion(name, attributes)} Attributes: ${attributes.join(', ')}`,
      `bank.json/protected/${index}`,
    );
  }
}

function checkAlias(manifest: BankManifest, alias: string, path: string): void {
  if (Object.hasOwn(manifest.files, alias)) return;
  const known = Object.keys(manifest.files);
  throw invalid(`there is no file "${alias}"${suggestion(alias, known)} Files: ${known.join(', ')}`, path);
}

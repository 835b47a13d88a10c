/**
 * Writes the TypeScript of one service's SDL to `src/generated/schema.ts` (ignored by git, types only).
 * Called by Nx as `node tools/generate-types.mjs libs/lending/service`, before types are checked; plain JavaScript,
 * because nothing is compiled yet. A service without SDL gets no file.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import { mergeTypeDefs } from '@graphql-tools/merge';
import { Kind, buildASTSchema, parse, visit } from 'graphql';

const room = process.argv[2];
if (!room || !existsSync(join(room, 'package.json'))) {
  console.error(
    'error: not a room (tools/generate-types.mjs): give the folder of a service, such as libs/lending/service',
  );
  process.exit(2);
}
const shared = 'libs/runtime/src/subgraph/shared.graphql';
const folder = join(room, 'src/generated');

/** Amounts, rates and dates stay text until a resolver parses them into the kernel's words. */
const scalars = {
  ID: 'string',
  Decimal: 'string',
  Date: 'string',
  DateTime: 'string',
  CurrencyCode: 'string',
  JSON: 'unknown',
};

const files = sdlFiles();
if (files.length === 0) rmSync(folder, { recursive: true, force: true });
else {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'schema.ts'), await generate([shared, ...files].filter(existsSync)));
}

function sdlFiles() {
  if (!existsSync(join(room, 'src'))) return [];
  return readdirSync(join(room, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.graphql'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function generate(paths) {
  const document = plain(mergeTypeDefs(paths.map(read)));
  return codegen({
    filename: join(folder, 'schema.ts'),
    schema: document,
    schemaAst: buildASTSchema(document, { assumeValidSDL: true }),
    documents: [],
    plugins: [{ typescript: {} }],
    pluginMap: { typescript },
    config: {
      scalars,
      strictScalars: true,
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      useTypeImports: true,
      maybeValue: 'T | null',
      inputMaybeValue: 'T | null | undefined',
      avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
    },
  });
}

function read(path) {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`error: SDL cannot be read (${path}): ${error.message}`);
    process.exit(3);
  }
}

/** Directives of the federation mean nothing to a type, and their definitions are not in the files. */
function plain(document) {
  return visit(document, {
    Directive: (node) =>
      ['deprecated', 'oneOf', 'specifiedBy'].includes(node.name.value) ? undefined : null,
    SchemaExtension: () => null,
    SchemaDefinition: () => null,
    ObjectTypeExtension: (node) => ({ ...node, kind: Kind.OBJECT_TYPE_DEFINITION }),
  });
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');
const tables = /^libs\/kernel\/src\/fault\/[a-z]+(-[a-z]+)*\.ts$/;

/** The words that a file says as texts: `reason: 'NOT_FOUND'` says NOT_FOUND, a comment says nothing. */
function textsIn(file: string, text: string): Set<string> {
  const texts = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    if (ts.isRegularExpressionLiteral(node) || ts.isTemplateHead(node))
      for (const word of node.text.match(/[A-Z][A-Z0-9_]{3,}/g) ?? []) texts.add(word);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return texts;
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): fault\(/gm)].map(([, code = '']) => code);
}

describe('every code of the fault table', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'libs', 'apps'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\n')
    .filter((file) => /\.(ts|sql)$/.test(file))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);
  const codes = files.filter(([file]) => tables.test(file)).flatMap(([, text]) => codesIn(text));

  it('is raised by a test', () => {
    const tests = files.filter(([file]) => /\.(spec|suite)\.ts$/.test(file));
    const told = new Set(tests.flatMap(([file, text]) => [...textsIn(file, text)]));
    expect(codes.length).toBeGreaterThan(80);
    expect(codes.filter((code) => !told.has(code))).toEqual([]);
  });

  it('is raised by the product', () => {
    const product = files.filter(([file]) => !tables.test(file) && !/\.(spec|suite|fixture)\.ts$/.test(file));
    const said = product.map(([, text]) => text).join('\n');
    expect(codes.filter((code) => !said.includes(`'${code}'`))).toEqual([]);
  });

  it('has a line on the page of errors with both sentences', () => {
    const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
    const lines = new Map(
      [...page.matchAll(/^\| `([A-Z0-9_]+)` \|(.*)$/gm)].map(([, code = '', rest = '']) => [code, rest]),
    );
    expect([...lines.keys()].sort()).toEqual([...codes].sort());
    for (const rest of lines.values()) expect(rest).toMatch(/\w{3,}.*\p{Script=Han}/u);
  });
});

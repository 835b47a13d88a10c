import ts from 'typescript';

export const faultTablePath = 'libs/kernel/src/fault/fault-table.ts';
/** Parts of the table that have a file of their own. */
export const isFaultPart = (path: string): boolean =>
  /^libs\/kernel\/src\/fault\/[a-z-]+-faults\.ts$/.test(path);
export const errorsPagePath = 'docs/errors.md';

/** One code of the table with its sentences. */
interface Row {
  readonly reason: string;
  readonly category: string;
  readonly en: string;
  readonly zh: string;
}

const introduction = `# Errors

Every refusal of the API is one of these. \`extensions.code\` is the coarse code, \`extensions.reason\` the exact cause; both are
stable, so a program may branch on them. \`message\` is the English sentence and \`extensions.messageZh\` the Chinese one;
\`{name}\` is filled from \`extensions.details\`, and \`extensions.path\` names the input field at fault where one is. A decline of an
application is data and not in this table.

Generated from \`${faultTablePath}\` by \`node tools/run.mjs docs:errors\`; do not edit.
`;

/**
 * The fault table as a page for people who call the API. Reads the table's syntax, since the tools stand on no room of the product.
 * `parts` are the files whose rows it spreads in; they follow its own. Throws when the file is not a table of `REASON: fault('CATEGORY', 'English', '中文')`.
 */
export function errorsPage(faultTable: ts.SourceFile, parts: readonly ts.SourceFile[] = []): string {
  const rows = [faultTable, ...parts].flatMap(rowsOf);
  const table = [
    '| `reason` | `code` | English | 中文 |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ reason, category, en, zh }) => `| \`${reason}\` | \`${category}\` | ${cell(en)} | ${cell(zh)} |`,
    ),
  ];
  return `${introduction}\n<!-- prettier-ignore-start -->\n\n${table.join('\n')}\n\n<!-- prettier-ignore-end -->\n`;
}

function rowsOf(file: ts.SourceFile): readonly Row[] {
  const rows: Row[] = [];
  const visit = (node: ts.Node): void => {
    const row = ts.isPropertyAssignment(node) ? rowOf(node) : undefined;
    if (row) rows.push(row);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  if (rows.length === 0) throw new Error(`${faultTablePath} holds no "REASON: fault(…)"`);
  return rows;
}

function rowOf({ name, initializer }: ts.PropertyAssignment): Row | undefined {
  if (!ts.isCallExpression(initializer) || initializer.expression.getText() !== 'fault') return undefined;
  const [category, en, zh] = initializer.arguments.map((argument) =>
    ts.isStringLiteralLike(argument) ? argument.text : undefined,
  );
  if (category === undefined || en === undefined || zh === undefined) {
    throw new Error(`${faultTablePath}: ${name.getText()} is not fault('CATEGORY', 'English', '中文')`);
  }
  return { reason: name.getText(), category, en, zh };
}

/** A sentence is text: what Markdown would read as a column, a tag or emphasis is shown as it is. */
function cell(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, (sign) => `\\${sign}`);
}

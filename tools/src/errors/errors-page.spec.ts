import { houseOf } from '../tidy/house.js';
import { problemsIn } from '../tidy/rules.js';
import { errorsPage, errorsPagePath, faultTablePath } from './errors-page.js';

const tableOf = (...rows: string[]) => `export const faultTable = {\n${rows.join('\n')}\n} as const;\n`;
const missing = "NOT_FOUND: fault('NOT_FOUND', 'No {what} with id {id}.', '未找到 {what}（{id}）。'),";
const token =
  "TOKEN_MISSING: fault(\n'UNAUTHENTICATED',\n'Send \"Bearer <access token>\" | now.',\n'请发送。',\n),";

const pageOf = (text: string) => {
  const syntax = houseOf([[faultTablePath, text]]).files[0]?.syntax;
  if (!syntax) throw new Error('the table has no syntax');
  return errorsPage(syntax);
};

const complaints = (table: string, page: string) =>
  problemsIn(
    houseOf([
      [faultTablePath, table],
      [errorsPagePath, page],
    ]),
  ).map(({ path, message }) => `${path} ${message}`);

describe('the page of errors', () => {
  it('has a line for each code, in the order of the table', () => {
    const lines = pageOf(tableOf(missing, token))
      .split('\n')
      .filter((line) => /^\| `[A-Z]/.test(line));
    expect(lines).toEqual([
      '| `NOT_FOUND` | `NOT_FOUND` | No {what} with id {id}. | 未找到 {what}（{id}）。 |',
      '| `TOKEN_MISSING` | `UNAUTHENTICATED` | Send "Bearer \\<access token\\>" \\| now. | 请发送。 |',
    ]);
  });

  it('is checked: a page that lacks a code, or says something else, is refused', () => {
    const current = pageOf(tableOf(missing));
    expect(complaints(tableOf(missing), current)).toEqual([]);
    expect(complaints(tableOf(missing, token), current)).toEqual([
      `${errorsPagePath} is not what ${faultTablePath} says: run "node tools/run.mjs docs:errors"`,
    ]);
    expect(complaints(tableOf(missing), current.replace('No {what}', 'No such {what}'))).toHaveLength(1);
  });

  it('can not be made from a table that it does not understand', () => {
    expect(() => pageOf('export const faultTable = {};\n')).toThrow('holds no');
    expect(() => pageOf(tableOf("LOST: fault('NOT_FOUND', sentence, '无'),"))).toThrow('LOST');
  });
});

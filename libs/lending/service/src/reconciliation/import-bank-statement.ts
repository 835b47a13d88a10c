import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import {
  parseCamt053,
  parseCsvStatement,
  statementReference,
  type BankStatement,
} from '@fanxing/ledger-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ImportBankStatementInput } from '../generated/schema.js';
import { addLines, findStatement, takeStatement, type StatementRow } from './bank-statement.store.js';

export interface ImportedStatements {
  readonly statements: readonly StatementRow[];
  readonly linesAdded: number;
}

const statementsMax = 1_000;

/** Takes in a bank's statement: all of the file or nothing. Fails with STATEMENT_INVALID or STATEMENT_CHANGED. */
@Injectable()
export class ImportBankStatement {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: ImportBankStatementInput): Promise<ImportedStatements> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'importBankStatement',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const statements: StatementRow[] = [];
      let linesAdded = 0;
      const all = read(input);
      if (all.length > statementsMax)
        throw new Fault(
          'INPUT_INVALID',
          { problem: `a file has at most ${statementsMax} statements` },
          'input',
        );
      for (const given of all) {
        const { statement, added } = await this.take(transaction, given);
        statements.push(statement);
        linesAdded += added;
      }
      return {
        answer: { statements, linesAdded },
        subject: { kind: 'bank statement', id: statements[0]?.id ?? '' },
        subjectIds: statements.map(({ id }) => id),
        after: { references: statements.map(({ reference }) => reference), linesAdded },
      };
    });
  }

  private async take(
    transaction: TenantTransaction,
    given: BankStatement,
  ): Promise<{ statement: StatementRow; added: number }> {
    const id = await takeStatement(transaction, given);
    const { added, changedLine } = await addLines(transaction, id, given.lines);
    if (changedLine !== null) throw new Fault('STATEMENT_CHANGED', { line: changedLine }, 'input.content');
    const statement = await findStatement(transaction, id);
    if (!statement) throw new Error('a statement that was taken is not there');
    return { statement, added };
  }
}

function read({ format, content, reference }: ImportBankStatementInput): BankStatement[] {
  if (format === 'CAMT_053') return parseCamt053(content);
  if (!reference) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'a CSV file has no name of its own: give one' },
      'input.reference',
    );
  }
  return [parseCsvStatement(content, statementReference(reference, 0))];
}

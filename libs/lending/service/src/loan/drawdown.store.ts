import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import type { JournalEntry } from '@fanxing/ledger-domain';
import type { Loan } from '@fanxing/lending-domain';
import { GatheredCalls, ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { readCreditLinesById, type CreditLineRow } from '../line/credit-line.store.js';

export interface ReservedDrawdown {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: string;
  readonly creditLineId: string;
  readonly loanId: string;
  readonly entryId: string;
  readonly loan: Loan;
  readonly entry: JournalEntry;
}

/** More would keep the first of them waiting longer than it saves. */
const togetherMost = 32;

/** Reads the lines of drawdowns and reserves these, those that come at the same moment together (docs/decisions/0136). */
@Injectable()
export class DrawdownStore {
  private readonly reading: GatheredCalls<string, CreditLineRow | undefined>;
  private readonly reserving: GatheredCalls<ReservedDrawdown, boolean>;

  constructor(private readonly database: ServiceDatabase) {
    this.reading = new GatheredCalls({
      name: 'sql lending.find_line',
      most: togetherMost,
      run: (context, ids) => this.readAll(context, ids),
    });
    this.reserving = new GatheredCalls({
      name: 'sql lending.draw_down',
      most: togetherMost,
      run: (context, given) => this.reserveAll(context, given),
      apart: ({ creditLineId, key }) => [creditLineId, `key ${key}`],
    });
  }

  /** A line with the date that the books stand at. */
  line(context: TenantContext, id: string): Promise<CreditLineRow | undefined> {
    return this.reading.call(context, id);
  }

  /**
   * Answers the loan's id, and whether the same key had made it before. Fails with WRITE_CONTENTION when the line has moved on
   * since it was read, and with IDEMPOTENCY_CONFLICT.
   */
  async reserve(
    context: TenantContext,
    given: ReservedDrawdown,
  ): Promise<{ loanId: string; repeated: boolean }> {
    if (await this.reserving.call(context, given)) return { loanId: given.loanId, repeated: false };
    const [earlier] = await this.database.call<{ answer: { loanId: string } }>(
      context,
      'lending.earlier_answer',
      ['drawDown', given.key, given.requestHash],
    );
    if (!earlier) throw new Error('a key that is taken has no answer');
    return { loanId: earlier.answer.loanId, repeated: true };
  }

  private async readAll(
    context: TenantContext,
    ids: readonly string[],
  ): Promise<(CreditLineRow | undefined)[]> {
    const rows = await readCreditLinesById(this.database, context, [...new Set(ids)]);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id));
  }

  /** Whether each was reserved: the key of one that was not had been used before. */
  private async reserveAll(context: TenantContext, given: readonly ReservedDrawdown[]): Promise<boolean[]> {
    const [first] = given;
    if (!first) return [];
    const { drawnOn } = first.loan;
    // The books' day has just ended: each by itself is on one day or the other.
    if (given.some(({ loan }) => loan.drawnOn !== drawnOn)) throw new Fault('WRITE_CONTENTION');
    const codeOf = (side: 'debit' | 'credit'): string | undefined =>
      first.entry.postings.find((posting) => posting.side === side)?.accountCode;
    const each = <Value>(of: (one: ReservedDrawdown) => Value): Value[] => given.map(of);
    const rows = await this.database.call<{ loan_id: string }>(context, 'lending.draw_down_together', [
      each(({ key }) => key),
      each(({ requestHash }) => requestHash),
      each(({ actor }) => actor),
      each(({ creditLineId }) => creditLineId),
      each(({ loanId }) => loanId),
      each(({ entryId }) => entryId),
      each(({ loan }) => loan.principalMinor.toString()),
      each(({ loan }) => loan.rounding),
      drawnOn,
      each(({ loan }) => loan.termDays),
      each(({ loan }) => loan.dueOn),
      codeOf('debit'),
      codeOf('credit'),
    ]);
    const reserved = new Set(rows.map(({ loan_id }) => loan_id));
    return each(({ loanId }) => reserved.has(loanId));
  }
}

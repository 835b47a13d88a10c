import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseBusinessDate, parseMoney } from '@fanxing/kernel';
import { checkPromisedDay } from '@fanxing/lending-domain';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type {
  AddCaseNoteInput,
  AssignCollectionCaseInput,
  CloseCollectionCaseInput,
  RecordContactAttemptInput,
  RecordPromiseToPayInput,
} from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { Assignees } from './assignees.js';
import { ChangeCase } from './change-case.js';
import { closeCases, insertEntry, setAssignee, type EntryRow } from './collection-case.store.js';
import { insertPromise } from './promise.store.js';
import { sealEntry } from './sealed-entry.js';

const textLengthMax = 2_000;

/** What people do about an open case. Each answers the case's id. */
@Injectable()
export class WorkOnCase {
  constructor(
    private readonly changeCase: ChangeCase,
    private readonly keeper: KeyKeeper,
    private readonly assignees: Assignees,
  ) {}

  /** Gives the case to a person who may work on it, or to whoever asks. Fails with ASSIGNEE_UNFIT. */
  async assign(context: TenantContext, input: AssignCollectionCaseInput): Promise<string> {
    mustBeAllowedTo(context, 'collection-case:work');
    const assignedTo = input.assignee ?? context.actor.id;
    const isFit = await this.assignees.mayWork(context, assignedTo);
    return this.changeCase.run(context, {
      operation: 'assignCollectionCase',
      input,
      apply: async (transaction, row) => {
        if (!isFit)
          throw new Fault('ASSIGNEE_UNFIT', { assignee: assignedTo.slice(0, 64) }, 'input.assignee');
        await setAssignee(transaction, row.id, assignedTo);
        return { assignedTo };
      },
    });
  }

  addNote(context: TenantContext, input: AddCaseNoteInput): Promise<string> {
    return this.write(
      context,
      'addCaseNote',
      input,
      { kind: 'NOTE', channel: null, outcome: null },
      input.text,
    );
  }

  recordContact(context: TenantContext, input: RecordContactAttemptInput): Promise<string> {
    const { channel, outcome } = input;
    const contact = { kind: 'CONTACT', channel, outcome } as const;
    return this.write(context, 'recordContactAttempt', input, contact, input.text ?? null);
  }

  /** What the borrower promised; nothing is taken from their account by itself until it is kept or broken. */
  recordPromise(context: TenantContext, input: RecordPromiseToPayInput): Promise<string> {
    return this.changeCase.run(context, {
      operation: 'recordPromiseToPay',
      input,
      apply: async (transaction, { id: caseId, loanId, currency, businessDate }) => {
        const amount = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
        if (amount.currency !== currency)
          throw new Fault(
            'CURRENCY_MISMATCH',
            { expected: currency, actual: amount.currency },
            'input.amount.currency',
          );
        if (amount.minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
        const dueOn = parseBusinessDate(input.dueOn, 'input.dueOn');
        checkPromisedDay(dueOn, businessDate, 'input.dueOn');
        const id = newId('promise');
        const amountMinor = amount.minor;
        const made = { id, caseId, loanId, amountMinor, currency, dueOn, madeOn: businessDate };
        await insertPromise(transaction, { ...made, writtenBy: context.actor.id });
        return { promiseId: id, amount: formatMinor(amountMinor, currency), currency, dueOn };
      },
    });
  }

  /** Gives it up by hand: the loan stays as it is. */
  close(context: TenantContext, input: CloseCollectionCaseInput): Promise<string> {
    return this.changeCase.run(context, {
      operation: 'closeCollectionCase',
      input,
      apply: async (transaction, { id, businessDate }) => {
        const reason = mustBeReason(input.reason);
        await closeCases(transaction, [{ id, endedAs: 'GIVEN_UP' }], businessDate, reason);
        return { status: 'CLOSED', endedAs: 'GIVEN_UP', reason };
      },
    });
  }

  private write(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey: string; readonly caseId: string },
    what: Pick<EntryRow, 'kind' | 'channel' | 'outcome'>,
    text: string | null,
  ): Promise<string> {
    return this.keeper.using(context, (keys) =>
      this.changeCase.run(context, {
        operation,
        input,
        apply: async (transaction, { id: caseId, borrowerId }) => {
          const id = newId('caseEntry');
          const written = text === null ? null : mustBeText(text);
          const sealed = written === null ? null : sealEntry(keys, id, borrowerId, written);
          await insertEntry(transaction, caseId, {
            ...what,
            id,
            borrowerId,
            text: sealed,
            writtenBy: context.actor.id,
          });
          return { caseEntryId: id, kind: what.kind, channel: what.channel, outcome: what.outcome };
        },
      }),
    );
  }
}

function mustBeText(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length >= 1 && trimmed.length <= textLengthMax && !trimmed.includes('\0')) return trimmed;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `text must have 1 to ${textLengthMax} characters` },
    'input.text',
  );
}

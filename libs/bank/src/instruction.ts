import { Fault, type Money } from '@fanxing/kernel';

/** What every instruction to a bank has. `reference` is the bank's only handle to carry it out no more than once. */
interface Instruction {
  /** 1 to 64 letters, digits, `_`, `-`, `.` or `:`, beginning with a letter or digit; an id of ours is one. */
  readonly reference: string;
  readonly amount: Money;
}

/** An account as the bank knows it. */
export interface CustomerAccount {
  readonly accountReference: string;
}

/** Money that a partner bank is told to pay out. */
export interface DisbursementInstruction extends Instruction {
  readonly beneficiary: CustomerAccount;
}

/** Money that a partner bank is told to take from a customer's account (代扣), by the right that the customer gave. */
export interface CollectionInstruction extends Instruction {
  readonly payer: CustomerAccount;
  /** The bank's name for the customer's mandate (代扣授权). */
  readonly mandateReference: string;
}

const referencePattern = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** Refuses what no bank could pay. Fails with INPUT_INVALID or AMOUNT_NOT_POSITIVE. */
export function checkInstruction({ beneficiary, ...instruction }: DisbursementInstruction): void {
  checkOrder(instruction);
  checkText(beneficiary.accountReference, 'the account of the beneficiary', 'beneficiary.accountReference');
}

/** Refuses what no bank could collect. Fails with INPUT_INVALID or AMOUNT_NOT_POSITIVE. */
export function checkCollection({ payer, mandateReference, ...instruction }: CollectionInstruction): void {
  checkOrder(instruction);
  checkText(payer.accountReference, 'the account of the payer', 'payer.accountReference');
  checkText(mandateReference, 'the mandate', 'mandateReference');
}

function checkOrder({ reference, amount }: Instruction): void {
  if (!referencePattern.test(reference)) {
    const problem = 'the reference must be 1 to 64 letters, digits, "_", "-", "." or ":"';
    throw new Fault('INPUT_INVALID', { problem }, 'instruction.reference');
  }
  if (amount.minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'instruction.amount');
}

function checkText({ length }: string, what: string, field: string): void {
  if (length >= 1 && length <= 128) return;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `${what} must be 1 to 128 characters` },
    `instruction.${field}`,
  );
}

import type { Clock } from '@fanxing/kernel';
import {
  lendingEventTypes,
  type ApplicationDecided,
  type DayBegun,
  type LoanChanged,
  type LoanDisbursed,
  type RepaymentReceived,
} from '@fanxing/lending-contract';
import { newId } from '@fanxing/runtime/identifier';
import type { OutboxEvent } from '@fanxing/runtime/outbox';

interface Payloads {
  readonly applicationDecided: ApplicationDecided;
  readonly loanDisbursed: LoanDisbursed;
  readonly repaymentReceived: RepaymentReceived;
  readonly loanChanged: LoanChanged;
  readonly dayBegun: DayBegun;
}

/** An event of this service, to be committed with what it tells of and published after. */
export function outboxEvent<Type extends keyof Payloads>(
  type: Type,
  payload: Payloads[Type],
  clock: Clock,
): OutboxEvent {
  return { id: newId('event'), type: lendingEventTypes[type], occurredAt: clock.now(), payload };
}

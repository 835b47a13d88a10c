import { addDays, Fault, formatMinor, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import type { Offer } from '../offer/offer.js';
import type { LineStatus } from './line-status.js';

/** A revolving credit line. All amounts in minor units of its currency. */
export interface CreditLine {
  readonly status: LineStatus;
  readonly currency: CurrencyCode;
  readonly limitMinor: bigint;
  /** Principal that is drawn, or reserved for a drawdown under way. */
  readonly usedMinor: bigint;
  /** The smallest drawdown, from the product's terms. */
  readonly drawMinMinor: bigint;
  /** The first day on which it can not be drawn any more. */
  readonly expiresOn: BusinessDate;
}

/** The line that an accepted offer opens on day `on`. An offer that was not accepted is a bug and throws. */
export function openLine(input: {
  readonly offer: Offer;
  readonly drawMinMinor: bigint;
  readonly lineTermDays: number;
  readonly on: BusinessDate;
}): CreditLine {
  if (input.offer.status !== 'ACCEPTED')
    throw new Error(`A line was opened from an offer that is ${input.offer.status}`);
  return {
    status: 'ACTIVE',
    currency: input.offer.currency,
    limitMinor: input.offer.limitMinor,
    usedMinor: 0n,
    drawMinMinor: input.drawMinMinor,
    expiresOn: addDays(input.on, input.lineTermDays),
  };
}

/** What is left to draw; zero, not less, when the limit was cut below what is used. Says nothing of status or time. */
export function availableOf(line: CreditLine): bigint {
  return line.limitMinor > line.usedMinor ? line.limitMinor - line.usedMinor : 0n;
}

/** The state to show on a day: a line whose time is over is expired, whether or not it was written down yet. */
export function lineStatusOn(line: CreditLine, on: BusinessDate): LineStatus {
  const alive = line.status === 'ACTIVE' || line.status === 'FROZEN';
  return alive && on >= line.expiresOn ? 'EXPIRED' : line.status;
}

/**
 * The line with `amountMinor` more in use. Fails with AMOUNT_NOT_POSITIVE, STATE_CONFLICT (frozen, expired or closed
 * on that day), DRAW_TOO_SMALL or LINE_AVAILABLE_EXCEEDED, checked in this order.
 */
export function reserve(line: CreditLine, amountMinor: bigint, on: BusinessDate): CreditLine {
  if (amountMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
  const status = lineStatusOn(line, on);
  if (status !== 'ACTIVE')
    throw new Fault('STATE_CONFLICT', { what: 'credit line', status, needed: 'ACTIVE' });
  const { currency, drawMinMinor } = line;
  if (amountMinor < drawMinMinor) {
    throw new Fault('DRAW_TOO_SMALL', { lowest: formatMinor(drawMinMinor, currency), currency });
  }
  const available = availableOf(line);
  if (amountMinor > available) {
    throw new Fault('LINE_AVAILABLE_EXCEEDED', { available: formatMinor(available, currency), currency });
  }
  return { ...line, usedMinor: line.usedMinor + amountMinor };
}

/**
 * The line with `amountMinor` less in use: principal that was repaid, or a drawdown that the bank refused. Possible in
 * every state of the line; zero changes nothing. More than is in use is a bug of ours and throws an Error.
 */
export function release(line: CreditLine, amountMinor: bigint): CreditLine {
  if (amountMinor < 0n || amountMinor > line.usedMinor) {
    throw new Error(`Released ${amountMinor} of a line of which ${line.usedMinor} is in use`);
  }
  return { ...line, usedMinor: line.usedMinor - amountMinor };
}

import {
  addDays,
  eachDay,
  Fault,
  formatMinor,
  type BusinessDate,
  type FaultCategory,
  type FaultReason,
} from '@fanxing/kernel';
import { accrueDebt, interestDueOf, type AccruingDebt } from '../accrual/accruing-debt.js';
import { allocate } from '../allocation/allocate.js';
import { availableOf, release, reserve, type CreditLine } from '../line/credit-line.js';
import { parseLineStory, type StoryEvent, type LineStory } from './line-story.js';

/** What became of a line, as of the end of the story's last day. Amounts are decimal strings. */
export interface LineStoryResult {
  /** Principal. */
  readonly outstanding: string;
  readonly available: string;
  /** All interest since the line was opened, paid or not: the sum over `days`. */
  readonly interestAccrued: string;
  readonly interestPaid: string;
  /** Every day from `openedOn` to `asOf`, both included. */
  readonly days: readonly { readonly on: string; readonly outstanding: string; readonly interest: string }[];
  /** Events that changed nothing, with the API's code and the exact reason. */
  readonly rejected: readonly {
    readonly on: string;
    readonly code: FaultCategory;
    readonly reason: FaultReason;
  }[];
}

/**
 * Plays a revolving line by the same rules as the service: each event in turn, then the day's end. An event that the
 * rules refuse is listed and the story goes on; events after `asOf` have not happened yet. Interest is rounded half-up,
 * cumulatively over the whole line. Fails as `parseLineStory` does.
 */
export function playLineStory(input: unknown): LineStoryResult {
  const story = parseLineStory(input);
  const eventsByDay = byDay(story.events);
  const days: LineStoryResult['days'][number][] = [];
  const rejected: LineStoryResult['rejected'][number][] = [];
  let book = openBook(story);
  for (const on of eachDay(story.openedOn, addDays(story.asOf, 1))) {
    for (const event of eventsByDay.get(on) ?? []) {
      const outcome = attempt(book, event);
      if (outcome instanceof Fault) rejected.push({ on, code: outcome.category, reason: outcome.reason });
      else book = outcome;
    }
    const closed = closeDay(book, on);
    days.push(dayOf(story, book, closed, on));
    book = closed;
  }
  return { ...standing(story, book), days, rejected };
}

interface LineBook {
  readonly line: CreditLine;
  readonly debt: AccruingDebt;
}

function byDay(events: readonly StoryEvent[]): ReadonlyMap<BusinessDate, readonly StoryEvent[]> {
  const days = new Map<BusinessDate, StoryEvent[]>();
  for (const event of events) {
    const sameDay = days.get(event.on);
    if (sameDay) sameDay.push(event);
    else days.set(event.on, [event]);
  }
  return days;
}

function openBook(story: LineStory): LineBook {
  return {
    line: {
      status: 'ACTIVE',
      currency: story.currency,
      limitMinor: story.limitMinor,
      usedMinor: 0n,
      drawMinMinor: 1n,
      expiresOn: addDays(story.asOf, 1),
    },
    debt: {
      outstandingMinor: 0n,
      dailyRate: story.dailyRate,
      rounding: 'half-up',
      accruedUnits: 0n,
      accruedMinor: 0n,
      interestPaidMinor: 0n,
      accrualFrom: story.openedOn,
    },
  };
}

function attempt(book: LineBook, event: StoryEvent): LineBook | Fault {
  try {
    return event.kind === 'draw' ? draw(book, event) : repay(book, event);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function draw({ line, debt }: LineBook, event: StoryEvent): LineBook {
  return {
    line: reserve(line, event.amountMinor, event.on),
    debt: { ...debt, outstandingMinor: debt.outstandingMinor + event.amountMinor },
  };
}

function repay({ line, debt }: LineBook, event: StoryEvent): LineBook {
  const paid = allocate({
    amountMinor: event.amountMinor,
    interestDueMinor: interestDueOf(debt),
    principalMinor: debt.outstandingMinor,
    currency: line.currency,
  });
  return {
    line: release(line, paid.principalMinor),
    debt: {
      ...debt,
      outstandingMinor: debt.outstandingMinor - paid.principalMinor,
      interestPaidMinor: debt.interestPaidMinor + paid.interestMinor,
    },
  };
}

function closeDay(book: LineBook, on: BusinessDate): LineBook {
  return { ...book, debt: accrueDebt(book.debt, addDays(on, 1)).debt };
}

function dayOf(
  story: LineStory,
  before: LineBook,
  after: LineBook,
  on: BusinessDate,
): LineStoryResult['days'][number] {
  return {
    on,
    outstanding: formatMinor(after.debt.outstandingMinor, story.currency),
    interest: formatMinor(after.debt.accruedMinor - before.debt.accruedMinor, story.currency),
  };
}

function standing(story: LineStory, book: LineBook): Omit<LineStoryResult, 'days' | 'rejected'> {
  return {
    outstanding: formatMinor(book.debt.outstandingMinor, story.currency),
    available: formatMinor(availableOf(book.line), story.currency),
    interestAccrued: formatMinor(book.debt.accruedMinor, story.currency),
    interestPaid: formatMinor(book.debt.interestPaidMinor, story.currency),
  };
}

import type { IndicatorEvent } from '../event.js';
import { calendarOf, type Calendar } from './calendar.js';
import { Dictionary } from './dictionary.js';
import { Measure } from './measure.js';

/** The events of one kind, oldest first, as columns; a word is a number in its dictionary, none is −1. */
export interface ColumnValues {
  readonly ms: Float64Array;
  /** 0 none, 1 in, 2 out. */
  readonly direction: Uint8Array;
  readonly channel: Int32Array;
  readonly counterparty: Int32Array;
  /** In minor units; NaN is none. */
  readonly amount: Float64Array;
  readonly currency: Int32Array;
}

export interface TextColumn {
  readonly numbers: Int32Array;
  readonly dictionary: Dictionary;
}

/** Columns with what is worked out from them once, whatever moment is asked about. */
export class EventColumns {
  private readonly measures = new Map<string | null, Measure>();
  private readonly textColumns = new Map<string, TextColumn>();
  private readonly calendars = new Map<number, Calendar>();
  private firstMeetings: Uint8Array | undefined;

  constructor(
    readonly values: ColumnValues,
    readonly channels: Dictionary,
    /** Where fields and exact amounts are read from; without them there are none. */
    private readonly events: readonly IndicatorEvent[] = [],
    fields: Readonly<Record<string, Float64Array>> = {},
  ) {
    for (const [field, column] of Object.entries(fields)) this.measures.set(field, new Measure(column));
  }

  get count(): number {
    return this.values.ms.length;
  }

  /** The amounts (null), or a numeric field. */
  measure(field: string | null): Measure {
    let measure = this.measures.get(field);
    if (!measure) {
      measure = field === null ? this.amounts() : this.numericField(field);
      this.measures.set(field, measure);
    }
    return measure;
  }

  texts(field: string): TextColumn {
    let column = this.textColumns.get(field);
    if (!column) {
      const dictionary = new Dictionary();
      const numbers = new Int32Array(this.count).fill(-1);
      this.events.forEach(({ fields }, place) => {
        const value = fields[field];
        if (typeof value === 'string') numbers[place] = dictionary.numberOf(value);
      });
      column = { numbers, dictionary };
      this.textColumns.set(field, column);
    }
    return column;
  }

  calendar(offsetMinutes: number): Calendar {
    let calendar = this.calendars.get(offsetMinutes);
    if (!calendar) {
      calendar = calendarOf(this.values.ms, offsetMinutes);
      this.calendars.set(offsetMinutes, calendar);
    }
    return calendar;
  }

  /** 1 where the counterparty is met for the first time, 2 where it was met before, 0 where there is none. */
  meetings(): Uint8Array {
    if (this.firstMeetings) return this.firstMeetings;
    const { counterparty } = this.values;
    const seen = new Set<number>();
    const meetings = new Uint8Array(this.count);
    counterparty.forEach((party, place) => {
      if (party < 0) return;
      meetings[place] = seen.has(party) ? 2 : 1;
      seen.add(party);
    });
    this.firstMeetings = meetings;
    return meetings;
  }

  private amounts(): Measure {
    const { amount } = this.values;
    const measure = new Measure(amount);
    if (measure.isExact || this.events.length === 0) return measure;
    return new Measure(
      amount,
      this.events.map(({ amountMinor }) => amountMinor ?? 0n),
    );
  }

  private numericField(field: string): Measure {
    const column = new Float64Array(this.count).fill(Number.NaN);
    this.events.forEach(({ fields }, place) => {
      const value = fields[field];
      if (typeof value === 'number' && Number.isFinite(value)) column[place] = value;
    });
    return new Measure(column);
  }
}

import { Fault } from '@fanxing/kernel';
import { GrowingFloat64, GrowingUint32 } from '../text/growing-array.js';
import { VertexNames } from '../text/vertex-names.js';
import type { Payments } from './payments.js';

/** A payment as a file has it. */
export interface PaymentRow {
  readonly from: string;
  readonly to: string;
  /** A decimal above 0; what is finer than the minor unit (1/100) is rounded. */
  readonly amount: string;
  /** RFC 3339; without an offset UTC is meant; or whole seconds or milliseconds since 1970. */
  readonly at: string;
  readonly device?: string;
}

/**
 * Collects payments and puts them in order. Clocks that run backwards are no mistake: payments may come in any order and are
 * sorted by moment, then by accounts and amount, so that the same payments always give the same columns.
 */
export class PaymentBook {
  private readonly names = new VertexNames();
  private readonly devices = new Map<string, number>();
  private readonly from = new GrowingUint32();
  private readonly to = new GrowingUint32();
  private readonly amountMinor = new GrowingFloat64();
  private readonly atMs = new GrowingFloat64();
  private readonly device = new GrowingUint32();

  /** Fails with NETWORK_TEXT_MALFORMED, which names the line. */
  add(row: PaymentRow, line: number): void {
    this.from.push(this.names.add(idIn(row.from, 'from', line)));
    this.to.push(this.names.add(idIn(row.to, 'to', line)));
    this.amountMinor.push(minorIn(row.amount, line));
    this.atMs.push(msIn(row.at, line));
    this.device.push(row.device ? this.numberOfDevice(row.device) : 0);
  }

  end(): Payments {
    const { names } = this;
    const places = names.places();
    const numbers = new Uint32Array(places.length);
    places.forEach((place, number) => (numbers[place] = number));
    const from = this.from.mapped(places);
    const to = this.to.mapped(places);
    const [amountMinor, atMs, device] = [this.amountMinor.values(), this.atMs.values(), this.device.values()];
    const order = Uint32Array.from(from, (_, at) => at).sort(
      (one, other) =>
        atMs[one]! - atMs[other]! ||
        from[one]! - from[other]! ||
        to[one]! - to[other]! ||
        amountMinor[one]! - amountMinor[other]!,
    );
    return {
      count: order.length,
      accounts: places.length,
      idOf: (account) => names.idAt(numbers[account]!),
      accountOf: (id) => {
        const number = names.find(id);
        return number < 0 ? -1 : places[number]!;
      },
      from: order.map((at) => from[at]!),
      to: order.map((at) => to[at]!),
      amountMinor: Float64Array.from(order, (at) => amountMinor[at]!),
      atMs: Float64Array.from(order, (at) => atMs[at]!),
      device: order.map((at) => device[at]!),
    };
  }

  private numberOfDevice(id: string): number {
    let number = this.devices.get(id);
    if (number === undefined) {
      number = this.devices.size + 1;
      this.devices.set(id, number);
    }
    return number;
  }
}

function idIn(text: string, column: string, line: number): string {
  if (text !== '') return text;
  throw malformed(line, `${column} is empty`);
}

function minorIn(text: string, line: number): number {
  const minor = /^\d+(\.\d*)?$/.test(text) ? Math.round(Number(text) * 100) : Number.NaN;
  if (minor > 0 && minor <= Number.MAX_SAFE_INTEGER) return minor;
  throw malformed(line, `the amount ${text} is no decimal above 0 of which the minor units can be counted`);
}

function msIn(text: string, line: number): number {
  const ms = /^\d{1,14}(\.\d+)?$/.test(text) ? sinceEpoch(Number(text)) : Date.parse(withOffset(text));
  if (Number.isFinite(ms)) return ms;
  throw malformed(line, `${text} is no moment such as 2026-11-22T08:00:00Z`);
}

/** Seconds until the year 5138, milliseconds above. */
function sinceEpoch(value: number): number {
  return value < 1e11 ? value * 1000 : value;
}

function withOffset(text: string): string {
  const local = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/.exec(text);
  if (local) return `${local[1]}T${local[2] ?? '00:00'}Z`;
  return /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : '';
}

function malformed(line: number, problem: string): Fault {
  return new Fault('NETWORK_TEXT_MALFORMED', { line, problem });
}

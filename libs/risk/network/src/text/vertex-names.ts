import { Fault } from '@fanxing/kernel';
import { verticesMax } from '../graph/network.js';

const directMax = 2 ** 27;
/** A map of V8 holds 2²⁴ keys, fewer than there are vertices. */
const shards = 16;
const copiedMax = 1024;

/**
 * Gives ids the numbers that a network counts by. An id is any text without blanks: digits that fit an array are looked up there,
 * because a map of twenty million look-ups is what reading a large file would spend its time on.
 */
export class VertexNames {
  private readonly ids: (number | string)[] = [];
  private direct = new Int32Array(1024);
  private readonly others = Array.from({ length: shards }, () => new Map<string, number>());

  get count(): number {
    return this.ids.length;
  }

  /** In the order in which they first came. */
  idAt(number: number): string {
    return String(this.ids[number]);
  }

  /** The number of an id, −1 if it is not known. */
  find(id: string): number {
    const value = plainInteger(id);
    if (value >= 0) return value < this.direct.length ? this.direct[value]! - 1 : -1;
    return this.shardOf(id).get(id) ?? -1;
  }

  /** The number of an id, a new one if it is not known. Fails with NETWORK_TOO_LARGE. */
  add(id: string): number {
    const value = plainInteger(id);
    if (value >= 0) return this.addInteger(value);
    const shard = this.shardOf(id);
    let number = shard.get(id);
    if (number === undefined) {
      const copy = copyOf(id);
      number = this.next(copy);
      shard.set(copy, number);
    }
    return number;
  }

  /** The same for an id that is a whole number from 0, below 2²⁷, written without leading zeros. */
  addInteger(value: number): number {
    if (value >= this.direct.length) {
      const wider = new Int32Array(Math.min(directMax, Math.max(value + 1, 2 * this.direct.length)));
      wider.set(this.direct);
      this.direct = wider;
    }
    const known = this.direct[value]!;
    if (known !== 0) return known - 1;
    const number = this.next(value);
    this.direct[value] = number + 1;
    return number;
  }

  /**
   * Where each stands in the order of ids: as whole numbers if all are, however long, else by the text's code units. This is the
   * order that "the smallest label" means.
   */
  places(): Uint32Array {
    const order = Uint32Array.from(this.ids, (_, number) => number);
    const { ids } = this;
    const areAll = (kind: RegExp): boolean => ids.every((id) => typeof id === 'number' || kind.test(id));
    if (areAll(/^(0|[1-9]\d*)$/)) order.sort((one, other) => compareNaturals(ids[one]!, ids[other]!));
    else if (areAll(/^-?\d+$/)) order.sort((one, other) => compareIntegers(ids[one]!, ids[other]!));
    else order.sort((one, other) => compareTexts(String(ids[one]), String(ids[other])));
    const places = new Uint32Array(order.length);
    order.forEach((number, place) => (places[number] = place));
    return places;
  }

  /** By the last two characters: those of account numbers are spread most evenly. */
  private shardOf(id: string): Map<string, number> {
    const end = id.length;
    return this.others[(31 * id.charCodeAt(end - 2) + id.charCodeAt(end - 1)) & (shards - 1)]!;
  }

  private next(id: number | string): number {
    if (this.ids.length >= verticesMax)
      throw new Fault('NETWORK_TOO_LARGE', { vertices: this.ids.length + 1, most: verticesMax });
    return this.ids.push(id) - 1;
  }
}

/** A part of a text keeps the whole text in memory, here a piece of the file for each id that is new in it. */
function copyOf(id: string): string {
  if (id.length > copiedMax) return id;
  return String.fromCharCode(...Array.from({ length: id.length }, (_, at) => id.charCodeAt(at)));
}

/** −1 unless the text is a whole number that an array can be addressed by, in the one way to write it. */
function plainInteger(id: string): number {
  if (id.length > 9 || !/^(0|[1-9]\d*)$/.test(id)) return -1;
  const value = Number(id);
  return value < directMax ? value : -1;
}

/** Whole numbers from 0 without leading zeros: the longer is the larger. */
function compareNaturals(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left.length - right.length || compareTexts(left, right);
}

function compareIntegers(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [BigInt(one), BigInt(other)];
  if (left !== right) return left < right ? -1 : 1;
  return compareTexts(String(one), String(other));
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

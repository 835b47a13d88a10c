import { Fault } from '@fanxing/kernel';
import { verticesMax } from '../graph/network.js';

const directMax = 2 ** 27;

/**
 * Gives ids the numbers that a network counts by. An id is any text without blanks: digits that fit an array are looked up there,
 * because a map of twenty million look-ups is what reading a large file would spend its time on.
 */
export class VertexNames {
  private readonly ids: (number | string)[] = [];
  private direct = new Int32Array(1024);
  private readonly others = new Map<string, number>();

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
    return this.others.get(id) ?? -1;
  }

  /** The number of an id, a new one if it is not known. Fails with NETWORK_TOO_LARGE. */
  add(id: string): number {
    const value = plainInteger(id);
    if (value >= 0) return this.addInteger(value);
    let number = this.others.get(id);
    if (number === undefined) {
      number = this.next(id);
      this.others.set(id, number);
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
    const areIntegers = ids.every((id) => typeof id === 'number' || /^-?\d+$/.test(id));
    if (areIntegers) order.sort((one, other) => compareIntegers(ids[one]!, ids[other]!));
    else order.sort((one, other) => compareTexts(String(ids[one]), String(ids[other])));
    const places = new Uint32Array(order.length);
    order.forEach((number, place) => (places[number] = place));
    return places;
  }

  private next(id: number | string): number {
    if (this.ids.length >= verticesMax)
      throw new Fault('NETWORK_TOO_LARGE', { vertices: this.ids.length + 1, most: verticesMax });
    return this.ids.push(id) - 1;
  }
}

/** −1 unless the text is a whole number that an array can be addressed by, in the one way to write it. */
function plainInteger(id: string): number {
  if (id.length > 9 || !/^(0|[1-9]\d*)$/.test(id)) return -1;
  const value = Number(id);
  return value < directMax ? value : -1;
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

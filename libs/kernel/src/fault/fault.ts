import type { FaultCategory } from './fault-sentence.js';
import { faultTable, type FaultReason } from './fault-table.js';

export type FaultDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * Something that the caller can be told about. `reason` is the stable code of the exact cause, `category` the
 * coarse one that the API shows as `extensions.code`; both sentences say what is wrong and how to mend it.
 */
export class Fault extends Error {
  readonly category: FaultCategory;

  constructor(
    readonly reason: FaultReason,
    readonly details: FaultDetails = {},
    /** The input field at fault, such as `input.amount`. */
    readonly path?: string,
  ) {
    super(fill(faultTable[reason].en, details));
    this.name = 'Fault';
    this.category = faultTable[reason].category;
  }

  get messageZh(): string {
    return fill(faultTable[this.reason].zh, this.details);
  }

  /** The shape that crosses process borders; {@link Fault.fromJSON} reads it back. */
  toJSON(): FaultShape {
    const shape: FaultShape = { reason: this.reason, details: this.details };
    return this.path === undefined ? shape : { ...shape, path: this.path };
  }

  static fromJSON(shape: FaultShape): Fault {
    return new Fault(shape.reason in faultTable ? shape.reason : 'INTERNAL', shape.details, shape.path);
  }
}

export interface FaultShape {
  readonly reason: FaultReason;
  readonly details: FaultDetails;
  readonly path?: string;
}

function fill(sentence: string, details: FaultDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'));
}

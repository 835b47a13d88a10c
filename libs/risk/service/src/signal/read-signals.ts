import { Injectable } from '@nestjs/common';
import type { DataAccess } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ReadGrowth } from './growth/read-growth.js';
import { ReadLenders } from './lenders/read-lenders.js';
import { ReadNetwork } from './network/read-network.js';
import { ReadPlace } from './place/read-place.js';
import { ReadWords } from './words/read-words.js';
import { mustCoverNeeds } from './cover-needs.js';
import { familiesOf } from './signal-catalogue.js';
import type {
  Read,
  SignalFamily,
  SignalFigures,
  SignalParts,
  SignalPicture,
  SignalQuestion,
  SignalReader,
  SignalReason,
} from './signal.js';

/** Signals as rules are given them, and the rights that were opened to read them. */
export interface SignalReading {
  readonly figures: SignalFigures;
  readonly parts: SignalParts;
  readonly opened: readonly DataAccess[];
}

/** One family of a borrower's signals; what is only shown is made when it is asked for. */
export interface FamilyReading extends SignalReading {
  readonly family: SignalFamily;
  readonly reasons: () => readonly SignalReason[];
  readonly pictures: () => readonly SignalPicture[];
}

/** Reads what the named signals need, and nothing else. */
@Injectable()
export class ReadSignals {
  private readonly readers: Readonly<Record<SignalFamily, SignalReader<unknown>>>;

  constructor(
    place: ReadPlace,
    network: ReadNetwork,
    growth: ReadGrowth,
    words: ReadWords,
    lenders: ReadLenders,
  ) {
    this.readers = { place, network, growth, words, lenders };
  }

  /** The named signals in their order; null is missing. Fails with CONSENT_REQUIRED, which names the purpose. */
  async named(
    context: TenantContext,
    question: SignalQuestion,
    names: readonly string[],
  ): Promise<SignalReading> {
    const read = await Promise.all(familiesOf(names).map((family) => this.family(context, question, family)));
    const opened = read.flatMap((each) => each.opened);
    mustCoverNeeds([question.access, ...opened], names);
    const known: SignalFigures = Object.assign({}, ...read.map(({ figures }) => figures)) as SignalFigures;
    const parts: SignalParts = Object.assign({}, ...read.map((each) => each.parts)) as SignalParts;
    return {
      figures: Object.fromEntries(names.map((name) => [name, known[name] ?? null])),
      parts: Object.fromEntries(Object.entries(parts).filter(([name]) => names.includes(name))),
      opened,
    };
  }

  /** A family with all that it can tell. Fails as `named` does. */
  async family(
    context: TenantContext,
    question: SignalQuestion,
    family: SignalFamily,
  ): Promise<FamilyReading> {
    const reader = this.readers[family];
    const { evidence, opened }: Read<unknown> = await reader.read(context, question);
    const nothing = evidence === null;
    return {
      family,
      figures: nothing ? {} : reader.figuresOf(evidence),
      parts: nothing ? {} : (reader.partsOf?.(evidence) ?? {}),
      reasons: () => (nothing ? [] : reader.reasonsOf(evidence)),
      pictures: () => (nothing ? [] : reader.picturesOf(evidence)),
      opened,
    };
  }
}

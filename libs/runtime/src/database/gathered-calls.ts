import type { TenantContext } from '../identity/tenant-context.js';
import { outsideTraces, withSpan } from '../telemetry/index.js';

export interface GatheringOptions<Given, Answer> {
  /** In traces: what each caller waits for is a span of the caller's own; the call itself belongs to no caller's trace. */
  readonly name: string;
  /** How many go together at most. */
  readonly most: number;
  /**
   * Does all of it and answers each by its place. It is all done or, when this fails, nothing of it: each is then done alone, so that
   * one that can not be done hurts nobody but itself.
   */
  readonly run: (context: TenantContext, given: readonly Given[]) => Promise<readonly Answer[]>;
  /** What must not be done twice in one go, such as the row that is locked; nothing when it is left out. */
  readonly apart?: (given: Given) => readonly string[];
}

interface Waiting<Given, Answer> {
  readonly context: TenantContext;
  readonly given: Given;
  readonly marks: readonly string[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** What goes on in one tenant's environment. */
interface Lane<Given, Answer> {
  waiting: Waiting<Given, Answer>[];
  /** Of those that are being done. */
  readonly marks: Set<string>;
  isUnderWay: boolean;
}

/**
 * Group commit: while one call of a tenant's environment is under way, all that come wait for its end and go together in the next.
 * Whoever comes alone goes at once; nobody waits for a clock. Tenants never share a call, since a call shows and accepts one tenant's
 * rows. What touches the same is done in the order in which it came.
 */
export class GatheredCalls<Given, Answer> {
  private readonly lanes = new Map<string, Lane<Given, Answer>>();

  constructor(private readonly options: GatheringOptions<Given, Answer>) {}

  call(context: TenantContext, given: Given): Promise<Answer> {
    return withSpan(this.options.name, {}, () => this.wait(context, given));
  }

  private wait(context: TenantContext, given: Given): Promise<Answer> {
    const key = `${context.tenantId} ${context.environment}`;
    const lane = this.lanes.get(key) ?? { waiting: [], marks: new Set(), isUnderWay: false };
    this.lanes.set(key, lane);
    return new Promise((resolve, reject) => {
      const marks = this.options.apart?.(given) ?? [];
      lane.waiting.push({ context, given, marks, resolve, reject });
      this.goOn(key, lane);
    });
  }

  private goOn(key: string, lane: Lane<Given, Answer>): void {
    if (lane.isUnderWay) return;
    lane.isUnderWay = true;
    // Whatever arrived in the same moment goes along.
    outsideTraces(() => setImmediate(() => void this.drain(key, lane)));
  }

  private async drain(key: string, lane: Lane<Given, Answer>): Promise<void> {
    for (let members = this.takeFrom(lane); members.length > 0; members = this.takeFrom(lane))
      await this.together(key, lane, members);
    lane.isUnderWay = false;
    const isEmpty = lane.waiting.length === 0 && lane.marks.size === 0;
    if (isEmpty && this.lanes.get(key) === lane) this.lanes.delete(key);
  }

  /** The oldest that may be done now, and what may be done with it. */
  private takeFrom(lane: Lane<Given, Answer>): Waiting<Given, Answer>[] {
    const taken: Waiting<Given, Answer>[] = [];
    const left: Waiting<Given, Answer>[] = [];
    const awaited = new Set<string>();
    for (const each of lane.waiting) {
      const isFree = !each.marks.some((mark) => lane.marks.has(mark) || awaited.has(mark));
      const goes = isFree && taken.length < this.options.most;
      // What is left keeps back those after it that touch the same.
      for (const mark of each.marks) (goes ? lane.marks : awaited).add(mark);
      (goes ? taken : left).push(each);
    }
    lane.waiting = left;
    return taken;
  }

  private async together(
    key: string,
    lane: Lane<Given, Answer>,
    members: readonly Waiting<Given, Answer>[],
  ): Promise<void> {
    const [first] = members;
    if (!first) return;
    let outcome: () => void;
    try {
      const answers = await this.options.run(
        first.context,
        members.map(({ given }) => given),
      );
      if (answers.length !== members.length)
        throw new Error(`${this.options.name} has answered ${answers.length} of ${members.length}`);
      outcome = () => members.forEach((member, place) => member.resolve(answers[place] as Answer));
    } catch (error) {
      if (members.length > 1) {
        // Beside the lane: whoever has to wait by himself keeps nobody else waiting.
        for (const member of members)
          void this.together(key, lane, [member]).finally(() => this.goOn(key, lane));
        return;
      }
      outcome = () => first.reject(error);
    }
    for (const mark of members.flatMap(({ marks }) => marks)) lane.marks.delete(mark);
    outcome();
  }
}

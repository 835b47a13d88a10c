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
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one call of a tenant's environment is under way, all that come wait for its end and go together in the next.
 * Whoever comes alone goes at once; nobody waits for a clock. Tenants never share a call, since a call shows and accepts one tenant's rows.
 */
export class GatheredCalls<Given, Answer> {
  private readonly queues = new Map<string, Waiting<Given, Answer>[]>();

  constructor(private readonly options: GatheringOptions<Given, Answer>) {}

  call(context: TenantContext, given: Given): Promise<Answer> {
    return withSpan(this.options.name, {}, () => this.wait(context, given));
  }

  private wait(context: TenantContext, given: Given): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const key = `${context.tenantId} ${context.environment}`;
      const waiting = { context, given, resolve, reject };
      const queue = this.queues.get(key);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const begun = [waiting];
      this.queues.set(key, begun);
      // Whatever arrived in the same moment goes along.
      setImmediate(() => void outsideTraces(() => this.drain(key, begun)));
    });
  }

  private async drain(key: string, queue: Waiting<Given, Answer>[]): Promise<void> {
    while (queue.length > 0) await this.together(this.takeFrom(queue));
    this.queues.delete(key);
  }

  /** The oldest, and what may be done with it; what may not keeps its turn. */
  private takeFrom(queue: Waiting<Given, Answer>[]): Waiting<Given, Answer>[] {
    const { most, apart } = this.options;
    const taken: Waiting<Given, Answer>[] = [];
    const left: Waiting<Given, Answer>[] = [];
    const held = new Set<string>();
    for (const each of queue) {
      const marks = apart?.(each.given) ?? [];
      const isFree = taken.length < most && !marks.some((mark) => held.has(mark));
      // What is left keeps back those after it that touch the same, so that these stay in their order.
      for (const mark of marks) held.add(mark);
      (isFree ? taken : left).push(each);
    }
    queue.splice(0, queue.length, ...left);
    return taken;
  }

  private async together(members: readonly Waiting<Given, Answer>[]): Promise<void> {
    const [first] = members;
    if (!first) return;
    try {
      const answers = await this.options.run(
        first.context,
        members.map(({ given }) => given),
      );
      if (answers.length !== members.length)
        throw new Error(`${this.options.name} has answered ${answers.length} of ${members.length}`);
      members.forEach((member, place) => member.resolve(answers[place] as Answer));
    } catch (error) {
      if (members.length === 1) first.reject(error);
      else for (const member of members) await this.together([member]);
    }
  }
}

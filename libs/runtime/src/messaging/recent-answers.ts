import { toEpochMs, type Clock } from '@fanxing/kernel';
import type { TenantContext } from '../identity/tenant-context.js';

interface Kept<Answer> {
  readonly answer: Promise<Answer>;
  readonly untilMs: number;
}

const keptMax = 10_000;

/**
 * Answers of another service that nearly never change (a tenant's settings, a product's terms), kept for a moment so that
 * a busy tenant does not ask for each request. What changes is known to all after that moment. Failures are not kept.
 */
export class RecentAnswers<Answer> {
  private readonly kept = new Map<string, Kept<Answer>>();

  constructor(
    private readonly clock: Clock,
    /** Not for what must take effect at once, such as a withdrawn consent. */
    private readonly keepMs: number,
  ) {}

  /** The answer for one tenant's environment and key: the one of a moment ago, or the one that `ask` gets. */
  async get(context: TenantContext, key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const name = `${context.tenantId}/${context.environment}/${key}`;
    const nowMs = toEpochMs(this.clock.now());
    const known = this.kept.get(name);
    if (known && known.untilMs > nowMs) return known.answer;
    const answer = ask();
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(name, { answer, untilMs: nowMs + this.keepMs });
    answer.catch(() => this.kept.delete(name));
    return answer;
  }
}

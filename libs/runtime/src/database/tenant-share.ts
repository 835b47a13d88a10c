/**
 * Keeps one tenant from holding every connection of a service: one is always left to others, and when one comes back it goes
 * to the tenant that holds the fewest. Whoever waits does so here, before the pool's own queue, which knows no tenants.
 */
export class TenantShare {
  private readonly held = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();
  private inUse = 0;

  constructor(private readonly connections: number) {}

  /** Takes a place for a connection at once (then undefined), or when there is one. Whoever has taken must `leave`. */
  enter(tenantId: string): undefined | Promise<void> {
    if (this.hasRoom(tenantId)) {
      this.take(tenantId);
      return undefined;
    }
    return new Promise((resolve) => {
      const queue = this.waiting.get(tenantId);
      if (queue) queue.push(resolve);
      else this.waiting.set(tenantId, [resolve]);
    });
  }

  leave(tenantId: string): void {
    const held = (this.held.get(tenantId) ?? 1) - 1;
    if (held === 0) this.held.delete(tenantId);
    else this.held.set(tenantId, held);
    this.inUse -= 1;
    if (this.waiting.size > 0) this.next();
  }

  private next(): void {
    let fewest: string | undefined;
    for (const tenantId of this.waiting.keys())
      if (this.hasRoom(tenantId) && (fewest === undefined || this.heldBy(tenantId) < this.heldBy(fewest)))
        fewest = tenantId;
    if (fewest === undefined) return;
    const queue = this.waiting.get(fewest);
    const start = queue?.shift();
    if (queue?.length === 0) this.waiting.delete(fewest);
    this.take(fewest);
    start?.();
  }

  private take(tenantId: string): void {
    this.held.set(tenantId, this.heldBy(tenantId) + 1);
    this.inUse += 1;
  }

  private hasRoom(tenantId: string): boolean {
    return this.inUse < this.connections && this.heldBy(tenantId) < Math.max(1, this.connections - 1);
  }

  private heldBy(tenantId: string): number {
    return this.held.get(tenantId) ?? 0;
  }
}

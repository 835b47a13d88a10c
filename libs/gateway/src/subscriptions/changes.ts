/** What an event of a service says to a gateway: something of a tenant's has changed. */
export interface ChangeEvent {
  readonly tenantId: string;
  readonly environment: string;
  readonly payload: unknown;
}

type Listener = () => void;

/**
 * Tells streams that what they show may have changed. Services' events are taken as hints and nothing more: what a stream then
 * shows it asks for itself, in its caller's name. A hint that never comes is made good by the stream's own looking.
 */
export class Changes {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** Takes an event of any type: whatever id its payload names has changed. */
  take({ tenantId, environment, payload }: ChangeEvent): Promise<void> {
    if (typeof payload === 'object' && payload !== null)
      for (const value of Object.values(payload))
        if (typeof value === 'string')
          for (const listener of this.listeners.get(keyOf(tenantId, environment, value)) ?? []) listener();
    return Promise.resolve();
  }

  /** Calls `listener` for each hint about a thing of a tenant's, until the answer is called. */
  listen(tenantId: string, environment: string, id: string, listener: Listener): () => void {
    const key = keyOf(tenantId, environment, id);
    const known = this.listeners.get(key);
    if (known) known.add(listener);
    else this.listeners.set(key, new Set([listener]));
    return () => {
      const left = this.listeners.get(key);
      left?.delete(listener);
      if (left?.size === 0) this.listeners.delete(key);
    };
  }
}

function keyOf(tenantId: string, environment: string, id: string): string {
  return `${tenantId}/${environment}/${id}`;
}

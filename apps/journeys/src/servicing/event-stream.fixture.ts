import { eventually } from '../harness/eventually.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

export interface StreamEvent {
  readonly event: string;
  readonly data: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { readonly extensions: { readonly code: string; readonly reason: string } }[];
  } | null;
}

/** A subscription as a program outside hears it. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  private isOver = false;

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {}

  static async open(
    platform: RunningPlatform,
    authorization: string,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(platform.ready.urls.graphql, {
      method: 'POST',
      headers: { authorization, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: abort.signal,
    });
    const stream = new EventStream(response, abort);
    void stream.read();
    return stream;
  }

  /** Waits until `wanted` is true of what was heard so far. */
  async until(wanted: (events: readonly StreamEvent[]) => boolean, patienceMs = 15_000): Promise<void> {
    await eventually(patienceMs, () => (wanted(this.events) ? true : undefined));
  }

  async ended(patienceMs = 15_000): Promise<void> {
    await eventually(patienceMs, () => (this.isOver ? true : undefined));
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    try {
      let text = '';
      const decoder = new TextDecoder();
      const reader = this.response.body?.getReader();
      for (;;) {
        const part = await reader?.read();
        if (!part || part.done) return;
        text += decoder.decode(part.value, { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) this.take(message);
      }
    } catch {
      // It was closed from this end, or broken off.
    } finally {
      this.isOver = true;
    }
  }

  private take(message: string): void {
    const [, event] = /^event: (.*)$/m.exec(message) ?? [];
    const [, data = ''] = /^data: ?(.*)$/m.exec(message) ?? [];
    if (event === undefined) return;
    this.events.push({ event, data: data === '' ? null : (JSON.parse(data) as StreamEvent['data']) });
  }
}

import { connect, type Socket } from 'node:net';

/**
 * One kept connection that posts JSON and waits for each answer: as little work as a client can do, so that on a machine
 * of few cores the platform is measured and not whoever asks.
 */
export class Wire {
  private received = '';
  private waiting: ((answer: WireAnswer) => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly head: string,
  ) {
    socket.setEncoding('latin1');
    socket.on('data', (text: unknown) => this.take(String(text)));
  }

  static open(url: string, authorization: string): Promise<Wire> {
    const { hostname, port, pathname } = new URL(url);
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: `;
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Wire(socket, head)));
    });
  }

  post(body: string): Promise<WireAnswer> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.socket.write(`${this.head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.received.slice(0, headEnd))?.[1]);
    const bodyStart = headEnd + 4;
    if (this.received.length < bodyStart + length) return;
    const answer = {
      status: Number(this.received.slice(9, 12)),
      body: this.received.slice(bodyStart, bodyStart + length),
    };
    this.received = this.received.slice(bodyStart + length);
    this.waiting?.(answer);
  }
}

export interface WireAnswer {
  readonly status: number;
  /** Latin-1: bytes as they came. */
  readonly body: string;
}

/** Posts bodies over so many connections for so long; answers how many were answered a second, and the worst answers. */
export async function load(
  wires: readonly Wire[],
  milliseconds: number,
  body: () => string,
  isGood: (answer: WireAnswer) => boolean,
): Promise<{ perSecond: number; bad: readonly WireAnswer[]; ms: readonly number[] }> {
  const bad: WireAnswer[] = [];
  const ms: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + milliseconds;
  await Promise.all(
    wires.map(async (wire) => {
      for (let now = performance.now(); now < until;) {
        const answer = await wire.post(body());
        const answeredAt = performance.now();
        if (isGood(answer)) ms.push(answeredAt - now);
        else bad.push(answer);
        now = answeredAt;
      }
    }),
  );
  const perSecond = (ms.length * 1_000) / (performance.now() - startedAt);
  return { perSecond, bad, ms: ms.sort((left, right) => left - right) };
}

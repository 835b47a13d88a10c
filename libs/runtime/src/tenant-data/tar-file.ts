import { createGzip } from 'node:zlib';
import { once } from 'node:events';

const blockBytes = 512;

/** A compressed archive (`.tar.gz`) that is written file by file and handed on as it grows. */
export class TarFile {
  private readonly gzip = createGzip();
  private readonly handingOn: Promise<void>;

  constructor(take: (bytes: Buffer) => Promise<void>) {
    this.handingOn = (async () => {
      for await (const bytes of this.gzip) await take(bytes as Buffer);
    })();
    // Whoever adds or ends hears of it; unheard meanwhile it would end the process.
    this.handingOn.catch(() => this.gzip.destroy());
  }

  /** Adds a file. Its name has at most 100 letters of ASCII. */
  async add(name: string, content: Buffer, atSeconds: number): Promise<void> {
    const rest = (blockBytes - (content.length % blockBytes)) % blockBytes;
    await this.write(Buffer.concat([headerOf(name, content.length, atSeconds), content, Buffer.alloc(rest)]));
  }

  async end(): Promise<void> {
    this.gzip.end(Buffer.alloc(2 * blockBytes));
    await this.handingOn;
  }

  private async write(bytes: Buffer): Promise<void> {
    if (this.gzip.destroyed) await this.handingOn;
    if (!this.gzip.write(bytes)) await Promise.race([once(this.gzip, 'drain'), this.handingOn]);
  }
}

/** POSIX ustar: numbers are octal text, and the sum over the header counts its own field as blanks. */
function headerOf(name: string, size: number, atSeconds: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  const octal = (number: number, length: number): string =>
    `${number.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0, 100, 'ascii');
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(atSeconds, 12), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { CliError, codeOf } from '../cli-error.js';

/** A CSV file of figures (RFC 4180), written no faster than it is taken. Missing is empty. Fails with status 1. */
export class FiguresFile {
  private readonly stream: Writable;
  private failed: unknown;

  constructor(private readonly path: string) {
    this.stream = path === '-' ? process.stdout : createWriteStream(path);
    this.stream.on('error', (error) => (this.failed = error));
  }

  header(names: readonly string[]): Promise<void> {
    return this.write(['borrower', ...names].map(cell).join(','));
  }

  row(borrower: string, figures: Float64Array): Promise<void> {
    let line = cell(borrower);
    for (const figure of figures) line += Number.isNaN(figure) ? ',' : `,${figure}`;
    return this.write(line);
  }

  async end(): Promise<void> {
    if (this.path !== '-') {
      this.stream.end();
      await once(this.stream, 'close').catch(() => undefined);
    }
    this.mustHold();
  }

  private async write(line: string): Promise<void> {
    if (!this.stream.write(`${line}\n`) && this.failed === undefined) {
      await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]).catch(() => undefined);
    }
    this.mustHold();
  }

  private mustHold(): void {
    if (this.failed === undefined) return;
    throw new CliError(
      1,
      'NOT_WRITTEN',
      `it can not be written (${codeOf(this.failed)})`,
      this.path,
      'name another with --out',
    );
  }
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

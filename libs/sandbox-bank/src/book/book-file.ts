import { open, type FileHandle } from 'node:fs/promises';
import { Fault } from '@fanxing/kernel';

interface Batch {
  readonly lines: string[];
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const newline = 0x0a;

/**
 * Append-only lines on disk. Lines that arrive while a flush is under way share the next one, so that hundreds of
 * payments a second cost a few flushes. After a failed write nobody can tell what reached the disk: every later
 * append fails too, until the file is opened anew.
 */
export class BookFile {
  private gathering: Batch | undefined;
  private draining: Promise<void> | undefined;
  private broken: Error | undefined;

  private constructor(
    private readonly handle: FileHandle,
    /** The whole lines that were found on opening. */
    readonly linesFound: readonly string[],
  ) {}

  /** Opens or makes the file and cuts off a torn last line: it was never acknowledged to anybody. */
  static async open(path: string): Promise<BookFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'a+');
      return new BookFile(handle, await readWholeLines(handle));
    } catch (error) {
      await handle?.close();
      throw notWritable(path, error);
    }
  }

  /** Resolves when the line is on disk. */
  append(line: string): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    this.gathering ??= newBatch();
    this.gathering.lines.push(`${line}\n`);
    const { written } = this.gathering;
    this.draining ??= this.drain();
    return written;
  }

  async close(): Promise<void> {
    await this.draining;
    await this.handle.close();
  }

  private async drain(): Promise<void> {
    while (this.gathering) {
      const batch: Batch = this.gathering;
      this.gathering = undefined;
      if (!this.broken) await this.write(batch);
      if (this.broken) batch.reject(this.broken);
      else batch.resolve();
    }
    this.draining = undefined;
  }

  private async write(batch: Batch): Promise<void> {
    try {
      await this.handle.appendFile(batch.lines.join(''));
      await this.handle.datasync();
    } catch (error) {
      this.broken = error as Error;
    }
  }
}

/** Tells in the words of the person who started the bank why its folder or file can not be used. */
export function notWritable(path: string, error: unknown): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = `the book ${path} can not be written (${code ?? message}): name a file in a folder that you may write`;
  return new Fault('INPUT_INVALID', { problem }, 'dataFile');
}

async function readWholeLines(handle: FileHandle): Promise<string[]> {
  const bytes = await handle.readFile();
  const end = bytes.lastIndexOf(newline) + 1;
  if (end < bytes.length) await handle.truncate(end);
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
}

function newBatch(): Batch {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const written = new Promise<void>((onWritten, onBroken) => {
    resolve = onWritten;
    reject = onBroken;
  });
  return { lines: [], written, resolve, reject };
}

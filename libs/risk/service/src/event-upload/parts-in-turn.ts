/** Where a file stands once a part of it is taken. */
interface Position {
  readonly receivedBytes: number;
}

/** A part that was read and is not committed yet. */
interface Following<Read, Taken> {
  readonly read: Read;
  readonly taken: Promise<Taken>;
}

interface FileUnderWay<Read, Taken> {
  /** Ends when the last part that has come so far was read. */
  reading: Promise<unknown>;
  /** By the byte after which each ends: there the next begins. */
  readonly parts: Map<number, Following<Read, Taken>>;
  underWay: number;
}

/** What is done with a part: each step is told what the part before came to, when that is under way in this process. */
export interface PartSteps<Read extends Position, Ready, Taken> {
  /** Reads it, from where the part before was read to. */
  read(before: Read | undefined): Promise<Read>;
  /** Does all that needs no word of the part before. */
  prepare(read: Read): Promise<Ready>;
  /** Writes it; `before` is what the part before has come to, undefined when there was none or when it was not taken. */
  write(ready: Ready, before: Taken | undefined): Promise<Taken>;
}

/**
 * Parts of files that come before the one ahead of them is committed. They are read in their order and written in their order, each when
 * the one before is committed; what lies between goes on meanwhile, so that this process works while the database does. A part of which the
 * one before is not under way here stands for itself.
 */
export class PartsInTurn<Read extends Position, Taken> {
  private readonly files = new Map<string, FileUnderWay<Read, Taken>>();

  async run<Ready>(file: string, offset: number, steps: PartSteps<Read, Ready, Taken>): Promise<Taken> {
    const own = this.files.get(file) ?? { reading: Promise.resolve(), parts: new Map(), underWay: 0 };
    this.files.set(file, own);
    own.underWay += 1;
    const reading = own.reading.then(async () => {
      const before = own.parts.get(offset);
      return { before, read: await steps.read(before?.read) };
    });
    const taken = this.taken(reading, steps);
    const registered = reading.then(({ read }) => {
      own.parts.set(read.receivedBytes, { read, taken });
      return read.receivedBytes;
    });
    own.reading = registered.catch(() => undefined);
    try {
      return await taken;
    } finally {
      const end = await registered.catch(() => undefined);
      if (end !== undefined && own.parts.get(end)?.taken === taken) own.parts.delete(end);
      own.underWay -= 1;
      if (own.underWay === 0) this.files.delete(file);
    }
  }

  private async taken<Ready>(
    reading: Promise<{ before: Following<Read, Taken> | undefined; read: Read }>,
    { prepare, write }: PartSteps<Read, Ready, Taken>,
  ): Promise<Taken> {
    const { before, read } = await reading;
    const ready = await prepare(read);
    return write(ready, await before?.taken.catch(() => undefined));
  }
}

import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { compressors } from '../events/parquet-content.js';

const rowGroupSize = 2 ** 20;

/** Whole numbers below 2³¹ by the name of their column, as INT64, which is what GraphAr wants; differences are what is stored. */
export function writeWholeNumbers(file: string, columns: Readonly<Record<string, Int32Array>>): void {
  const names = Object.keys(columns);
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: [
      { name: 'root', num_children: names.length },
      ...names.map((name) => ({ name, type: 'INT64', repetition_type: 'REQUIRED' }) as const),
    ],
    statistics: false,
  });
  const columnData = names.map(
    (name) => ({ name, data: columns[name]!, encoding: 'DELTA_BINARY_PACKED' }) as const,
  );
  void writer.write({ columnData, rowGroupSize });
  void writer.finish();
}

export type Column = ArrayLike<unknown>;

/** A Parquet file of plain columns, read a group of rows at a time. */
export class ParquetColumns {
  private constructor(
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
  ) {}

  /** Fails, with whatever error the reader has, where it is no Parquet file. */
  static async open(path: string): Promise<ParquetColumns> {
    const file = await asyncBufferFromFile(path);
    return new ParquetColumns(file, await parquetMetadataAsync(file));
  }

  /** The physical type of a column, nothing where there is none of this name or it holds more than one value a row. */
  typeOf(name: string): string | undefined {
    const { schema } = this.metadata;
    const element = schema.find((one, at) => at > 0 && one.name === name);
    const isPlain =
      element !== undefined &&
      element.repetition_type !== 'REPEATED' &&
      schema[0]?.num_children === schema.length - 1;
    return isPlain ? element.type : undefined;
  }

  /** Group by group, the columns asked for; whole numbers of 64 bits are bigints, what is not there is null. */
  async *groups(names: readonly string[]): AsyncGenerator<Map<string, Column>> {
    let rowStart = 0;
    for (const { num_rows } of this.metadata.row_groups) {
      const rowEnd = rowStart + Number(num_rows);
      yield await this.group(names, rowStart, rowEnd);
      rowStart = rowEnd;
    }
  }

  private async group(
    names: readonly string[],
    rowStart: number,
    rowEnd: number,
  ): Promise<Map<string, Column>> {
    const { file, metadata } = this;
    const parts = new Map(names.map((name) => [name, [] as Column[]]));
    await parquetRead({
      ...{ file, metadata, rowStart, rowEnd, compressors },
      columns: [...names],
      onChunk: ({ columnName, columnData }) => parts.get(columnName)!.push(columnData as Column),
    });
    return new Map([...parts].map(([name, [first, ...more]]) => [name, joined(first ?? [], more)]));
  }
}

const typed = [BigInt64Array, Float64Array, Int32Array] as const;

/** Pages come one after the other; numbers stay as narrow as they were. */
function joined(first: Column, more: readonly Column[]): Column {
  if (more.length === 0) return first;
  const parts = [first, ...more];
  const kind = typed.find((one) => parts.every((part) => part instanceof one));
  if (kind === undefined) return parts.flatMap((part) => Array.from(part));
  const whole = new kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}

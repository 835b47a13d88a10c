import { createReadStream } from 'node:fs';
import { Fault } from '@fanxing/kernel';
import { EdgeText, type NamedEdges } from '@fanxing/risk-network';
import { CliError, codeOf } from '../cli-error.js';

export interface EdgeOptions {
  readonly edges: string;
  readonly vertices?: string;
  readonly directed?: boolean;
}

/** Fails with status 3 where a line can not be read, and names it. */
export async function readNetwork({ edges, vertices }: EdgeOptions): Promise<NamedEdges> {
  const text = new EdgeText();
  if (vertices !== undefined) {
    text.expectVertices();
    await readPieces(
      vertices,
      (piece) => text.vertices.push(piece),
      () => text.vertices.end(),
    );
  }
  await readPieces(
    edges,
    (piece) => text.edges.push(piece),
    () => text.edges.end(),
  );
  return text.end();
}

/** Gives a file to a reader, piece by piece; `-` is standard input. */
export async function readPieces(
  path: string,
  push: (piece: Uint8Array) => void,
  end: () => void,
): Promise<void> {
  try {
    const input = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const piece of input) push(piece as Buffer);
    end();
  } catch (error) {
    throw told(error, path);
  }
}

function told(error: unknown, path: string): unknown {
  if (error instanceof Fault) {
    const where = 'line' in error.details ? `${path}:${error.details['line']}` : path;
    return new CliError(
      3,
      error.reason,
      error.message.replace(/\.$/, ''),
      where,
      'mend the file',
      error.details,
    );
  }
  const code = codeOf(error);
  return code === 'unknown'
    ? error
    : new CliError(3, 'FILE_UNREADABLE', `it can not be read (${code})`, path, 'name a file that is there');
}

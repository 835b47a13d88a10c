import { type ArchiveFolder } from './archive-folder.js';
import { column, edgeChunkSize, path, vertexChunkSize, type Side } from './layout.js';
import type { EdgePart, SortedEdges } from './sorted-edges.js';

/** Writes all edges sorted by one end, with where each vertex's begin; gives the number of edges. */
export function writeEdges(
  folder: ArchiveFolder,
  side: Side,
  vertices: number,
  edges: SortedEdges,
  onEdge: (first: number, other: number) => void = () => undefined,
): number {
  let count = 0;
  folder.writeCount(path.edgeVertexCount(side), vertices);
  for (const part of edges.parts()) {
    count += part.first.length;
    folder.writeCount(path.edgeCount(side, part.part), part.first.length);
    folder.writeColumns(path.offsetChunk(side, part.part), { [column.offset]: offsetsOf(part) });
    writeChunks(folder, side, part);
    for (let at = 0; at < part.first.length; at += 1) onEdge(part.first[at]!, part.other[at]!);
  }
  return count;
}

function writeChunks(folder: ArchiveFolder, side: Side, { part, first, other }: EdgePart): void {
  const [sources, targets] = side === 'source' ? [first, other] : [other, first];
  for (let begin = 0; begin < first.length; begin += edgeChunkSize) {
    folder.writeColumns(path.edgeChunk(side, part, begin / edgeChunkSize), {
      [column.source]: sources.subarray(begin, begin + edgeChunkSize),
      [column.target]: targets.subarray(begin, begin + edgeChunkSize),
    });
  }
}

/** By vertex of the chunk where its edges begin, and one more where the last one's end; as long for the last chunk as for all. */
function offsetsOf({ part, first }: EdgePart): Int32Array {
  const offsets = new Int32Array(vertexChunkSize + 1);
  for (const vertex of first) offsets[vertex - part * vertexChunkSize + 1]! += 1;
  for (let at = 0; at < vertexChunkSize; at += 1) offsets[at + 1]! += offsets[at]!;
  return offsets;
}

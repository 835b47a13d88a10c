/**
 * Where things lie in a network that is given away: Apache GraphAr's layout (format gar/v1), which GraphScope loads and whose Parquet
 * chunks any engine reads. Vertices are numbered from 0 without gaps; the number is all that is told of an account.
 */

/** GraphAr's recommendation, and what its readers have been tried with: 2¹⁸ vertices and 2²² edges a chunk. */
export const vertexChunkSize = 2 ** 18;
export const edgeChunkSize = 2 ** 22;

export const column = {
  vertex: '_graphArVertexIndex',
  source: '_graphArSrcIndex',
  target: '_graphArDstIndex',
  offset: '_graphArOffset',
  id: 'id',
} as const;

export const manifestName = 'manifest.json';
export const programName = 'measures.py';

const vertexFolder = 'vertex/account/';
const edgeFolder = 'edge/account_pays_account/';

/** By which end edges are sorted and parted. */
export type Side = 'source' | 'dest';

export const path = {
  vertexCount: `${vertexFolder}vertex_count`,
  vertexChunk: (chunk: number): string => `${vertexFolder}id/chunk${chunk}`,
  edgeVertexCount: (side: Side): string => `${sideFolder(side)}vertex_count`,
  edgeCount: (side: Side, part: number): string => `${sideFolder(side)}edge_count${part}`,
  edgeChunk: (side: Side, part: number, chunk: number): string =>
    `${sideFolder(side)}adj_list/part${part}/chunk${chunk}`,
  offsetChunk: (side: Side, part: number): string => `${sideFolder(side)}offset/chunk${part}`,
  /** Whether a file of the manifest holds edges by source: each edge is in one of these and in no other. */
  isEdgeChunk: (file: string): boolean => file.startsWith(`${sideFolder('source')}adj_list/`),
} as const;

function sideFolder(side: Side): string {
  return `${edgeFolder}ordered_by_${side}/`;
}

/** GraphAr's three files of information, by their names. */
export function informationFiles(directed: boolean): ReadonlyMap<string, string> {
  return new Map([
    [
      'network.graph.yml',
      `name: network
vertices:
  - account.vertex.yml
edges:
  - account_pays_account.edge.yml
version: gar/v1
`,
    ],
    [
      'account.vertex.yml',
      `type: account
chunk_size: ${vertexChunkSize}
prefix: ${vertexFolder}
property_groups:
  - prefix: id/
    file_type: parquet
    properties:
      - name: ${column.id}
        data_type: int64
        is_primary: true
        is_nullable: false
version: gar/v1
`,
    ],
    [
      'account_pays_account.edge.yml',
      `src_type: account
edge_type: pays
dst_type: account
chunk_size: ${edgeChunkSize}
src_chunk_size: ${vertexChunkSize}
dst_chunk_size: ${vertexChunkSize}
directed: ${directed}
prefix: ${edgeFolder}
adj_lists:
  - ordered: true
    aligned_by: src
    prefix: ordered_by_source/
    file_type: parquet
  - ordered: true
    aligned_by: dst
    prefix: ordered_by_dest/
    file_type: parquet
version: gar/v1
`,
    ],
  ]);
}

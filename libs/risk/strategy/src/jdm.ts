/** A decision graph in JDM, GoRules' open JSON format, as far as this product reads it. */
export interface Jdm {
  readonly nodes: readonly JdmNode[];
  readonly edges: readonly JdmEdge[];
}

export interface JdmNode {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly position?: { readonly x: number; readonly y: number };
  readonly content?: unknown;
}

export interface JdmEdge {
  readonly id: string;
  readonly type?: string;
  readonly sourceId: string;
  readonly targetId: string;
  /** The branch of a switch that the edge leaves from. */
  readonly sourceHandle?: string;
}

/**
 * What a `decisionTableNode` holds. A row is an object with a cell for each column's id; a cell is an expression, and
 * an empty text matches anything. An input column with a field holds tests of that field; one without holds whole
 * conditions.
 */
export interface JdmDecisionTable {
  readonly hitPolicy: 'first' | 'collect';
  readonly inputs: readonly JdmColumn[];
  readonly outputs: readonly JdmColumn[];
  readonly rules: readonly Readonly<Record<string, string>>[];
  /** True: what came in goes out again beside the table's own outputs. */
  readonly passThrough?: boolean;
  readonly inputField?: string | null;
  /** Where the outputs are put; without it they stand at the top. */
  readonly outputPath?: string | null;
  readonly executionMode?: 'single' | 'loop';
}

export interface JdmColumn {
  readonly id: string;
  readonly name: string;
  readonly field?: string | null;
}

import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { Fault } from '@fanxing/kernel';

/** How large a request's document may be. Everything is checked before anything runs. */
export interface DocumentLimits {
  readonly depthMax: number;
  readonly tokensMax: number;
  readonly aliasesMax: number;
  readonly rootFieldsMax: number;
  /** With every fragment written out. */
  readonly fieldsMax: number;
}

export const documentLimits: DocumentLimits = {
  depthMax: 12,
  tokensMax: 2_000,
  aliasesMax: 30,
  rootFieldsMax: 20,
  fieldsMax: 1_000,
};

const cacheMax = 1_000;

/** Parses, weighs and validates documents against the public schema, once for each text. */
export class DocumentCheck {
  private readonly cache = new Map<string, DocumentNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: DocumentLimits = documentLimits,
  ) {}

  /** Fails with QUERY_INVALID, QUERY_TOO_LARGE or QUERY_TOO_DEEP. */
  checked(query: string, operationName: string | undefined): DocumentNode {
    const document = this.document(query);
    if (getOperationAST(document, operationName)) return document;
    const problem =
      operationName === undefined
        ? 'name the operation to run in "operationName".'
        : `it has no operation "${operationName.slice(0, 64)}".`;
    throw new Fault('QUERY_INVALID', { problem }, 'operationName');
  }

  private document(query: string): DocumentNode {
    const known = this.cache.get(query);
    if (known) return known;
    const document = this.parsed(query);
    this.weigh(document);
    const [problem] = validate(this.schema, document, undefined, { maxErrors: 1 });
    if (problem) throw new Fault('QUERY_INVALID', { problem: withPlace(problem) });
    if (this.cache.size >= cacheMax) this.cache.delete(this.cache.keys().next().value ?? '');
    this.cache.set(query, document);
    return document;
  }

  private parsed(query: string): DocumentNode {
    try {
      return parse(query, { maxTokens: this.limits.tokensMax });
    } catch (error) {
      const problem = error instanceof GraphQLError ? withPlace(error) : 'it can not be read.';
      if (/more tha[nt] \d+ tokens/.test(problem))
        throw new Fault('QUERY_TOO_LARGE', { what: 'tokens', limit: this.limits.tokensMax });
      throw new Fault('QUERY_INVALID', { problem });
    }
  }

  private weigh(document: DocumentNode): void {
    const { depthMax, aliasesMax, rootFieldsMax, fieldsMax } = this.limits;
    let aliases = 0;
    visit(document, { Field: (field) => void (aliases += field.alias ? 1 : 0) });
    if (aliases > aliasesMax) throw new Fault('QUERY_TOO_LARGE', { what: 'aliases', limit: aliasesMax });
    const size = sizesIn(document);
    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const roots = operation.selectionSet.selections.length;
      if (roots > rootFieldsMax)
        throw new Fault('QUERY_TOO_LARGE', { what: 'root fields', limit: rootFieldsMax });
      const { depth, fields } = size(operation.selectionSet);
      if (depth > depthMax) throw new Fault('QUERY_TOO_DEEP', { limit: depthMax });
      if (fields > fieldsMax) throw new Fault('QUERY_TOO_LARGE', { what: 'fields', limit: fieldsMax });
    }
  }
}

interface Size {
  /** Levels of fields. */
  readonly depth: number;
  /** Fields once every fragment is written out; fragments that double at each step make it grow without bound. */
  readonly fields: number;
}

const nothing: Size = { depth: 0, fields: 0 };

/** Sizes of a document's selections, each fragment weighed once. A fragment inside itself is left to validation. */
function sizesIn(document: DocumentNode): (selections: SelectionSetNode) => Size {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const weighed = new Map<string, Size>();
  const ofFragment = (name: string): Size => {
    const known = weighed.get(name);
    if (known) return known;
    weighed.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? ofSelections(fragment.selectionSet) : nothing;
    weighed.set(name, size);
    return size;
  };
  const ofSelection = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelections(selection.selectionSet);
    if (selection.name.value.startsWith('__')) return { depth: 0, fields: 1 };
    const inner = selection.selectionSet ? ofSelections(selection.selectionSet) : nothing;
    return { depth: inner.depth + 1, fields: inner.fields + 1 };
  };
  const ofSelections = ({ selections }: SelectionSetNode): Size =>
    selections
      .map(ofSelection)
      .reduce(
        (all, one) => ({ depth: Math.max(all.depth, one.depth), fields: all.fields + one.fields }),
        nothing,
      );
  return ofSelections;
}

function withPlace(error: GraphQLError): string {
  const place = error.locations?.[0];
  return place ? `${error.message} (line ${place.line}, column ${place.column})` : error.message;
}

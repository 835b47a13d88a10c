import { GraphQLError, Kind, parse, validate, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { Fault } from '@fanxing/kernel';

/** How large a request's document may be. Everything is checked before anything runs. */
export interface DocumentLimits {
  readonly depthMax: number;
  readonly tokensMax: number;
  readonly aliasesMax: number;
  readonly rootFieldsMax: number;
}

export const documentLimits: DocumentLimits = {
  depthMax: 12,
  tokensMax: 2_000,
  aliasesMax: 30,
  rootFieldsMax: 20,
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
  checked(query: string): DocumentNode {
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
      if (problem.includes('token limit'))
        throw new Fault('QUERY_TOO_LARGE', { what: 'tokens', limit: this.limits.tokensMax });
      throw new Fault('QUERY_INVALID', { problem });
    }
  }

  private weigh(document: DocumentNode): void {
    const { depthMax, aliasesMax, rootFieldsMax } = this.limits;
    let aliases = 0;
    visit(document, { Field: (field) => void (aliases += field.alias ? 1 : 0) });
    if (aliases > aliasesMax) throw new Fault('QUERY_TOO_LARGE', { what: 'aliases', limit: aliasesMax });
    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const roots = operation.selectionSet.selections.length;
      if (roots > rootFieldsMax)
        throw new Fault('QUERY_TOO_LARGE', { what: 'root fields', limit: rootFieldsMax });
      if (depthOf(document, operation, new Set()) > depthMax)
        throw new Fault('QUERY_TOO_DEEP', { limit: depthMax });
    }
  }
}

type Selecting = { readonly selectionSet?: { readonly selections: readonly unknown[] } };

/** Levels of fields, counted through fragments. A fragment inside itself is left to validation. */
function depthOf(document: DocumentNode, node: Selecting, seen: ReadonlySet<string>): number {
  let deepest = 0;
  for (const selection of (node.selectionSet?.selections ?? []) as readonly SelectionLike[]) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value.startsWith('__')) continue;
      deepest = Math.max(deepest, 1 + depthOf(document, selection, seen));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      deepest = Math.max(deepest, depthOf(document, selection, seen));
    } else if (!seen.has(selection.name.value)) {
      const name = selection.name.value;
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
      );
      if (fragment)
        deepest = Math.max(deepest, depthOf(document, fragment as Selecting, new Set([...seen, name])));
    }
  }
  return deepest;
}

interface SelectionLike extends Selecting {
  readonly kind: Kind;
  readonly name: { readonly value: string };
}

function withPlace(error: GraphQLError): string {
  const place = error.locations?.[0];
  return place ? `${error.message} (line ${place.line}, column ${place.column})` : error.message;
}

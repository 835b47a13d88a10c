import { Kind, visit, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { Fault } from '@fanxing/kernel';

/** How large a request's document may be. Everything is checked before anything runs. */
export interface DocumentLimits {
  /** Levels of fields; a field at the root is the first. */
  readonly depthMax: number;
  readonly tokensMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** With every fragment written out. */
  readonly fieldsMax: number;
}

export const documentLimits: DocumentLimits = {
  depthMax: 12,
  tokensMax: 2_000,
  aliasesMax: 30,
  directivesMax: 50,
  rootFieldsMax: 20,
  fieldsMax: 1_000,
};

/** Refuses a document that is too large to be looked at any further, with QUERY_TOO_LARGE or QUERY_TOO_DEEP. */
export function mustBeWithin(limits: DocumentLimits, document: DocumentNode): void {
  const { depthMax, aliasesMax, directivesMax, rootFieldsMax, fieldsMax } = limits;
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: (field) => void (aliases += field.alias ? 1 : 0),
    Directive: () => void (directives += 1),
  });
  mustNotExceed('aliases', aliases, aliasesMax);
  mustNotExceed('directives', directives, directivesMax);
  const size = sizesIn(document);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    mustNotExceed('root fields', operation.selectionSet.selections.length, rootFieldsMax);
    const { depth, fields } = size(operation.selectionSet);
    if (depth > depthMax) throw new Fault('QUERY_TOO_DEEP', { limit: depthMax });
    mustNotExceed('fields', fields, fieldsMax);
  }
}

function mustNotExceed(what: string, found: number, limit: number): void {
  if (found > limit) throw new Fault('QUERY_TOO_LARGE', { what, limit });
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

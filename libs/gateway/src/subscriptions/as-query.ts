import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  print,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import { Fault } from '@fanxing/kernel';

/** A subscription as the query that shows what it is about, as it stands now. */
export interface WatchedQuery {
  readonly text: string;
  /** The id of the one thing that is watched; undefined when it is no text. */
  readonly id: string | undefined;
}

/**
 * Every subscription of the API has a query of the same name with the same arguments, so its text is that of a query but for one word.
 * Fails with QUERY_INVALID.
 */
export function asQuery(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): WatchedQuery {
  const operation = getOperationAST(document, operationName);
  const [field] = operation?.selectionSet.selections ?? [];
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || field?.kind !== Kind.FIELD)
    throw new Fault('QUERY_INVALID', {
      problem: 'only a subscription with one field at its root is answered as a stream.',
    });
  const query: OperationDefinitionNode = { ...operation, operation: OperationTypeNode.QUERY };
  const definitions = document.definitions.flatMap((each): DefinitionNode[] =>
    each.kind !== Kind.OPERATION_DEFINITION ? [each] : each === operation ? [query] : [],
  );
  return { text: print({ ...document, definitions }), id: idOf(field, variables) };
}

function idOf({ arguments: given = [] }: FieldNode, variables: Readonly<Record<string, unknown>>) {
  const value = given.find(({ name }) => name.value === 'id')?.value;
  const id = value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  if (value?.kind === Kind.STRING) return value.value;
  return typeof id === 'string' ? id : undefined;
}

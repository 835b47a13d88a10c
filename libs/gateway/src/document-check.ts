import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Fault } from '@fanxing/kernel';
import { priceOperation, type OperationCost, type PricedSchema } from './cost/operation-cost.js';
import { documentLimits, mustBeWithin, type DocumentLimits } from './document-size.js';

/** A document that may be run, and what is known of the operation that is asked for. */
export interface CheckedOperation {
  readonly document: DocumentNode;
  readonly cost: OperationCost;
  /** Whether it asks for the schema itself. */
  readonly introspects: boolean;
  readonly isSubscription: boolean;
  /** The fields at its root, once each. */
  readonly rootFields: readonly string[];
  readonly isMutation: boolean;
}

interface Known {
  readonly document: DocumentNode;
  readonly operations: Map<OperationDefinitionNode, CheckedOperation>;
}

const cacheMax = 1_000;

/** Parses, weighs, validates and prices documents against the public schema, once for each text. */
export class DocumentCheck {
  private readonly cache = new Map<string, Known>();

  constructor(
    private readonly priced: PricedSchema,
    private readonly limits: DocumentLimits = documentLimits,
  ) {}

  /** Fails with QUERY_INVALID, QUERY_TOO_LARGE or QUERY_TOO_DEEP. */
  checked(query: string, operationName: string | undefined): CheckedOperation {
    const known = this.known(query);
    const operation = getOperationAST(known.document, operationName);
    if (operation) return this.operation(known, operation);
    const problem =
      operationName === undefined
        ? 'name the operation to run in "operationName".'
        : `it has no operation "${operationName.slice(0, 64)}".`;
    throw new Fault('QUERY_INVALID', { problem }, 'operationName');
  }

  private known(query: string): Known {
    const found = this.cache.get(query);
    if (found) return found;
    const document = this.parsed(query);
    mustBeWithin(this.limits, document);
    mustNameNothingOfObjects(document);
    const [problem] = validate(this.priced.schema, document, undefined, { maxErrors: 1 });
    if (problem) throw new Fault('QUERY_INVALID', { problem: withPlace(problem) });
    const known = { document, operations: new Map<OperationDefinitionNode, CheckedOperation>() };
    if (this.cache.size >= cacheMax) this.cache.delete(this.cache.keys().next().value ?? '');
    this.cache.set(query, known);
    return known;
  }

  private operation({ document, operations }: Known, node: OperationDefinitionNode): CheckedOperation {
    let operation = operations.get(node);
    if (!operation) {
      if (!this.priced.schema.getRootType(node.operation))
        throw new Fault('QUERY_INVALID', { problem: `there is no ${node.operation}.` });
      const rootFields = rootFieldsOf(document, node);
      operation = {
        document,
        cost: priceOperation(this.priced, document, node),
        introspects: rootFields.some((field) => field === '__schema' || field === '__type'),
        isSubscription: node.operation === OperationTypeNode.SUBSCRIPTION,
        rootFields,
        isMutation: node.operation === OperationTypeNode.MUTATION,
      };
      operations.set(node, operation);
    }
    return operation;
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
}

/**
 * Answers are put together in objects under the names that the document gives; under a name that every object has from its birth,
 * such as `__proto__` or `constructor`, lies what all objects of the process share. Fails with QUERY_INVALID.
 */
function mustNameNothingOfObjects(document: DocumentNode): void {
  visit(document, {
    Name: ({ value }) => {
      if (value in Object.prototype)
        throw new Fault('QUERY_INVALID', { problem: `nothing in it can be named "${value}".` });
    },
  });
}

/** The fields at the root, also those that fragments bring. */
function rootFieldsOf(document: DocumentNode, { selectionSet }: OperationDefinitionNode): string[] {
  const inFragment = (name: string): SelectionSetNode | undefined =>
    document.definitions.find(
      (definition): definition is FragmentDefinitionNode =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
    )?.selectionSet;
  const fieldsIn = (selections: SelectionSetNode | undefined): string[] =>
    (selections?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value];
      return fieldsIn(
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : inFragment(selection.name.value),
      );
    });
  return [...new Set(fieldsIn(selectionSet))];
}

function withPlace(error: GraphQLError): string {
  const place = error.locations?.[0];
  return place ? `${error.message} (line ${place.line}, column ${place.column})` : error.message;
}

import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ListSizes } from '@fanxing/runtime/subgraph';
import { answerWeight, type AnswerShape } from './answer-cost.js';
import {
  defaultsOf,
  inputPoints,
  pageSizeDefault,
  pageSizeMax,
  sizeOf,
  type Size,
  type Variables,
} from './asked-size.js';

/**
 * What an operation costs, in points: 1 for each thing that is read, with lists counted by the page that is asked for, and
 * 10 more for each mutation. What has no id and stands in a list, such as an instalment, is part of what it stands in and costs a
 * tenth. Money, prices and other plain values cost nothing beside the thing that they belong to.
 * After the idea of the GraphQL cost specification of IBM (weights by type, list sizes by arguments or declared).
 */
export interface OperationCost {
  /** The most that answering can come to. Needs the variables, because page sizes may stand there. */
  requested(variables: Readonly<Record<string, unknown>>): number;
  /** What an answer came to. Never more than was requested: the services hold lists to what they are priced by. */
  actual(data: unknown): number;
}

/** What operations are priced by. */
export interface PricedSchema {
  readonly schema: GraphQLSchema;
  /** The most that lists without pages hold. */
  readonly listSizes: ListSizes;
}

/** Counted in tenths, so that sums are of integers. */
const tenthsAPoint = 10;
export const mutationPoints = 10;

/** In tenths of a point. */
type Price = (variables: Variables, pageSize: number) => number;

function pointsOf(tenths: number, more: number): number {
  return Math.max(1, more + Math.ceil(tenths / tenthsAPoint));
}

/** Prices an operation of a document that is valid against the schema, so that each request costs a walk of functions only. */
export function priceOperation(
  { schema, listSizes }: PricedSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost {
  const pricing = new Pricing(schema, listSizes, document, defaultsOf(operation));
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error('a valid document asks for a root type that the schema has');
  const { price, shape } = pricing.selections(operation.selectionSet, root);
  const isMutation = operation.operation === 'mutation';
  const base = isMutation ? pricing.fieldsIn(operation.selectionSet) * mutationPoints : 0;
  // A query costs at least one point: nobody asks for nothing a million times.
  return {
    requested: (variables) =>
      pointsOf(price(variables, pageSizeDefault), base + (isMutation ? inputPoints(variables) : 0)),
    actual: (data) => pointsOf(answerWeight(data, shape), base),
  };
}

interface Priced {
  readonly price: Price;
  readonly shape: AnswerShape;
}

class Pricing {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly priced = new Map<string, Priced>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly listSizes: ListSizes,
    document: DocumentNode,
    private readonly defaults: Variables,
  ) {
    this.fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
  }

  /** A field that stands twice is priced twice, so that the price is never below what merging them comes to. */
  selections(selectionSet: SelectionSetNode, type: GraphQLNamedType): Priced {
    const prices: Price[] = [];
    const shape = new Map<string, { weight: number; children: AnswerShape }>() as AnswerShape;
    for (const selection of selectionSet.selections) {
      const part =
        selection.kind === Kind.FIELD
          ? this.field(selection, type)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? this.fragment(selection.name.value)
            : this.selections(
                selection.selectionSet,
                this.typeNamed(selection.typeCondition?.name.value) ?? type,
              );
      if (part.price !== free) prices.push(part.price);
      mergeInto(shape, part.shape);
    }
    return { price: sumOf(prices), shape };
  }

  private fragment(name: string): Priced {
    const known = this.priced.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    const type = this.typeNamed(fragment?.typeCondition.name.value);
    const priced = fragment && type ? this.selections(fragment.selectionSet, type) : nothing;
    this.priced.set(name, priced);
    return priced;
  }

  private field(node: FieldNode, parent: GraphQLNamedType): Priced {
    const field = fieldOf(parent, node.name.value);
    if (!field || node.name.value.startsWith('__')) return nothing;
    const type = getNamedType(field.type);
    if (isLeafType(type) || !node.selectionSet) return nothing;
    const isListed = isList(field.type);
    const weight = weightOf(type, isListed);
    const inner = this.selections(node.selectionSet, type);
    const shape: AnswerShape = new Map([
      [node.alias?.value ?? node.name.value, { weight, children: inner.shape }],
    ]);
    if (weight === 0 && inner.price === free) return { price: free, shape };
    if (isConnection(type)) {
      const page = sizeOf(node, field, this.defaults, pageSizeDefault) ?? (() => pageSizeDefault);
      return { shape, price: (variables) => weight + inner.price(variables, page(variables)) };
    }
    if (!isListed) return { shape, price: (variables, page) => weight + inner.price(variables, page) };
    const count: (variables: Variables, page: number) => number =
      field.name === 'edges' && isConnection(parent)
        ? (_, page) => page
        : (sizeOf(node, field, this.defaults, pageSizeMax) ?? this.sizeDeclared(parent, field));
    return {
      shape,
      price: (variables, page) => count(variables, page) * (weight + inner.price(variables, pageSizeDefault)),
    };
  }

  /** A list of which nobody says how long it can be has no price; services do not start with one. */
  private sizeDeclared(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): Size {
    const name = `${parent.name}.${field.name}`;
    const size = this.listSizes.get(name);
    if (size === undefined) throw new Error(`nobody says how many things the list ${name} can hold`);
    return () => size;
  }

  /** How many fields a selection comes to with its fragments written out. */
  fieldsIn({ selections }: SelectionSetNode): number {
    let fields = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields += 1;
      else if (selection.kind === Kind.INLINE_FRAGMENT) fields += this.fieldsIn(selection.selectionSet);
      else {
        const fragment = this.fragments.get(selection.name.value);
        fields += fragment ? this.fieldsIn(fragment.selectionSet) : 0;
      }
    }
    return fields;
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }
}

const free: Price = () => 0;
const nothing: Priced = { price: free, shape: new Map() };

function sumOf(prices: readonly Price[]): Price {
  const [only] = prices;
  if (only === undefined) return free;
  if (prices.length === 1) return only;
  return (variables, page) => {
    let sum = 0;
    for (const price of prices) sum += price(variables, page);
    return sum;
  };
}

function mergeInto(shape: AnswerShape, more: AnswerShape): void {
  for (const [key, { weight, children }] of more) {
    const known = shape.get(key);
    const merged: AnswerShape = new Map(known?.children ?? []);
    mergeInto(merged, children);
    shape.set(key, { weight: Math.max(weight, known?.weight ?? 0), children: merged });
  }
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === '__typename') return TypeNameMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/**
 * In tenths of a point. A value is what has no id and is made of plain values alone: money, a price, a page's place; it costs
 * nothing, except where there is a list of them. Edges only carry their node.
 */
function weightOf(type: GraphQLNamedType, isListed: boolean): number {
  if (!isCompositeType(type) || type.name.endsWith('Edge')) return 0;
  if (isListed) return isObjectType(type) && !('id' in type.getFields()) ? 1 : tenthsAPoint;
  return isValue(type) ? 0 : tenthsAPoint;
}

function isValue(type: GraphQLNamedType): boolean {
  if (!isObjectType(type)) return false;
  const fields = Object.values(type.getFields());
  return fields.every((field) => field.name !== 'id' && isLeafType(getNamedType(field.type)));
}

/** A bank's connection is none. */
function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith('Connection') && isObjectType(type) && 'edges' in type.getFields();
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

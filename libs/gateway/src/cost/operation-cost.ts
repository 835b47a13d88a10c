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
  type ValueNode,
} from 'graphql';
import type { AnswerShape } from './answer-cost.js';

/**
 * What an operation costs, in points: 1 for each thing that is read, with lists counted by the page that is asked for, and
 * 10 more for each mutation. Money, prices and other plain values cost nothing beside the thing that they belong to.
 * After the idea of the GraphQL cost specification of IBM (weights by type, list sizes by arguments).
 */
export interface OperationCost {
  /** The most that answering can come to. Needs the variables, because page sizes may stand there. */
  requested(variables: Readonly<Record<string, unknown>>): number;
  /** What an answer is counted by. */
  readonly shape: AnswerShape;
  /** Charged whatever the answer holds. */
  readonly base: number;
}

export const mutationPoints = 10;
/** A thousand events in one request are more work than one: a point for each ten items of an input's list. */
const inputItemsAPoint = 10;
/** A list without a page: how many things it is taken to hold. */
const assumedSize = 10;
const pageSizeDefault = 20;
/** Services refuse a larger page; it costs what the largest does. */
const pageSizeMax = 100;

type Variables = Readonly<Record<string, unknown>>;
type Size = (variables: Variables) => number;
type Price = (variables: Variables, pageSize: number) => number;

/** Prices an operation of a document that is valid against the schema, so that each request costs a walk of functions only. */
export function priceOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost {
  const pricing = new Pricing(schema, document, defaultsOf(operation));
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error('a valid document asks for a root type that the schema has');
  const { price, shape } = pricing.selections(operation.selectionSet, root);
  const isMutation = operation.operation === 'mutation';
  const base = isMutation ? operation.selectionSet.selections.length * mutationPoints : 0;
  // A query costs at least one point: nobody asks for nothing a million times.
  return {
    shape,
    base,
    requested: (variables) =>
      Math.max(1, base + price(variables, pageSizeDefault) + (isMutation ? inputPoints(variables) : 0)),
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
    const weight = weightOf(type);
    const inner = this.selections(node.selectionSet, type);
    const shape: AnswerShape = new Map([
      [node.alias?.value ?? node.name.value, { weight, children: inner.shape }],
    ]);
    const size = sizeOf(node, field, this.defaults);
    if (weight === 0 && inner.price === free) return { price: free, shape };
    if (isConnection(type)) {
      const page = size ?? (() => pageSizeDefault);
      return { shape, price: (variables) => weight + inner.price(variables, page(variables)) };
    }
    if (!isList(field.type))
      return { shape, price: (variables, page) => weight + inner.price(variables, page) };
    const isPage = field.name === 'edges' && parent.name.endsWith('Connection');
    const count: (variables: Variables, page: number) => number = isPage
      ? (_, page) => page
      : (size ?? (() => assumedSize));
    return {
      shape,
      price: (variables, page) => count(variables, page) * (weight + inner.price(variables, pageSizeDefault)),
    };
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

const weights = new WeakMap<GraphQLNamedType, number>();

/** A value is what has no id and is made of plain values alone: money, a price, a page's place. Edges only carry their node. */
function weightOf(type: GraphQLNamedType): number {
  let weight = weights.get(type);
  if (weight === undefined) {
    weight = isCompositeType(type) && !isValue(type) && !type.name.endsWith('Edge') ? 1 : 0;
    weights.set(type, weight);
  }
  return weight;
}

function isValue(type: GraphQLNamedType): boolean {
  if (!isObjectType(type)) return false;
  const fields = Object.values(type.getFields());
  return fields.every((field) => field.name !== 'id' && isLeafType(getNamedType(field.type)));
}

function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith('Connection');
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** The size that the arguments `first`, `last` or a list of ids ask for, as far as the field has them. */
function sizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  defaults: Variables,
): Size | undefined {
  const argument = (name: string): ((variables: Variables) => unknown) => {
    const value = node.arguments?.find((given) => given.name.value === name)?.value;
    const unsaid: unknown = field.args.find((declared) => declared.name === name)?.defaultValue;
    return value === undefined ? () => unsaid : (variables) => valueOf(value, variables, defaults);
  };
  if (field.args.some(({ name }) => name === 'ids')) {
    const ids = argument('ids');
    return (variables) => {
      const given = ids(variables);
      return Array.isArray(given) ? given.length : 1;
    };
  }
  if (!field.args.some(({ name }) => name === 'first')) return undefined;
  const [first, last] = [argument('first'), argument('last')];
  return (variables) => bounded(first(variables) ?? last(variables));
}

function bounded(size: unknown): number {
  return typeof size === 'number' ? Math.max(1, Math.min(size, pageSizeMax)) : pageSizeDefault;
}

function valueOf(value: ValueNode, variables: Variables, defaults: Variables): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value] ?? defaults[value.name.value];
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.LIST ? value.values : undefined;
}

/** What a variable is when the request leaves it out. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueOf(defaultValue, {}, {})]] : [],
    ),
  );
}

function inputPoints(variables: Variables): number {
  let items = 0;
  for (const value of Object.values(variables)) items += itemsIn(value);
  return Math.ceil(items / inputItemsAPoint);
}

function itemsIn(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let items = 0;
  for (const part of Object.values(value)) if (Array.isArray(part)) items += part.length;
  return items;
}

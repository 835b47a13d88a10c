import {
  Kind,
  type FieldNode,
  type GraphQLField,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;
export type Size = (variables: Variables) => number;

export const pageSizeDefault = 20;
/** Services refuse a larger page; it costs what the largest does. */
export const pageSizeMax = 100;
/** A thousand events in one request are more work than one: a point for each ten items of an input's list. */
const inputItemsAPoint = 10;

/** The size that the arguments `first`, `last` or a list of ids ask for, as far as the field has them; `unsaid` when they say nothing. */
export function sizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  defaults: Variables,
  unsaid: number,
): Size | undefined {
  const argument = (name: string): ((variables: Variables) => unknown) => {
    const value = node.arguments?.find((given) => given.name.value === name)?.value;
    const declared: unknown = field.args.find((argued) => argued.name === name)?.defaultValue;
    return value === undefined
      ? () => declared
      : (variables) => valueOf(value, variables, defaults, declared);
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
  return (variables) => {
    const size = first(variables) ?? last(variables);
    return typeof size === 'number' ? Math.max(1, Math.min(size, pageSizeMax)) : unsaid;
  };
}

/** A variable that is left out counts as if the argument were. */
function valueOf(value: ValueNode, variables: Variables, defaults: Variables, unsaid?: unknown): unknown {
  if (value.kind === Kind.VARIABLE) {
    const given = variables[value.name.value];
    return given === undefined ? (defaults[value.name.value] ?? unsaid) : given;
  }
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.LIST ? value.values : undefined;
}

/** What a variable is when the request leaves it out. */
export function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueOf(defaultValue, {}, {})]] : [],
    ),
  );
}

export function inputPoints(variables: Variables): number {
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

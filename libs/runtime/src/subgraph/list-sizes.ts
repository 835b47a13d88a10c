import {
  defaultFieldResolver,
  isCompositeType,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  visit,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { Fault } from '@fanxing/kernel';

/** How much each list that is not paged can hold at most, by `Type.field`, as `@listSize` of an SDL says. */
export type ListSizes = ReadonlyMap<string, number>;

/** Reads the sizes out of a subgraph's SDL; the gateway prices operations by them. */
export function listSizesIn(sdl: string): ListSizes {
  const sizes = new Map<string, number>();
  let typeName = '';
  const enter = ({ name }: { readonly name: { readonly value: string } }): void =>
    void (typeName = name.value);
  visit(parse(sdl), {
    ObjectTypeDefinition: enter,
    ObjectTypeExtension: enter,
    FieldDefinition({ name, directives }) {
      const given = directives?.find((directive) => directive.name.value === 'listSize')?.arguments?.[0]
        ?.value;
      if (given?.kind === Kind.INT) sizes.set(`${typeName}.${name.value}`, Number(given.value));
    },
  });
  return sizes;
}

/**
 * Holds a subgraph's lists to their sizes: one that holds more is refused with LIST_TOO_LONG, so that no answer costs more than
 * what was asked of the caller for it. Throws for a list of things that has neither a size nor `first`, nor is one of given ids.
 */
export function boundLists(schema: GraphQLSchema, sizes: ListSizes): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListOfThings(field)) continue;
      const name = `${type.name}.${field.name}`;
      const size = sizes.get(name);
      if (size !== undefined) hold(field, name, size);
      else if (!isSizedByCaller(type, field)) throw new Error(`the list ${name} needs @listSize or "first"`);
    }
  }
}

function isListOfThings({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type) && isCompositeType(getNamedType(type));
}

function isSizedByCaller({ name }: GraphQLObjectType, field: GraphQLField<unknown, unknown>): boolean {
  const isPage = field.name === 'edges' && name.endsWith('Connection');
  return isPage || field.args.some((argument) => ['first', 'ids', 'representations'].includes(argument.name));
}

function hold(field: GraphQLField<unknown, unknown>, name: string, limit: number): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const held = (answer: unknown): unknown => {
    if (Array.isArray(answer) && answer.length > limit)
      throw new Fault('LIST_TOO_LONG', { list: name, limit });
    return answer;
  };
  field.resolve = (source, values, context, info) => {
    const answer: unknown = resolve(source, values, context, info);
    return answer instanceof Promise ? answer.then(held) : held(answer);
  };
}

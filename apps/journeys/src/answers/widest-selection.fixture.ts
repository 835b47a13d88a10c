import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** What is not asked for: by its name, and why. */
export type LeftOut = Readonly<Record<string, string>>;

/**
 * All that can be asked of a type without arguments, `levels` things deep, and of the deepest ones their ids. Lists are asked for by
 * two. Where a thing leads back to one that was come from, its id is enough.
 */
export function widestSelection(
  schema: GraphQLSchema,
  typeName: string,
  levels: number,
  leftOut: LeftOut,
): string {
  const type = schema.getType(typeName);
  if (!type) throw new Error(`there is no ${typeName}`);
  return selectionOf(type, levels, leftOut, [typeName]);
}

function selectionOf(
  type: GraphQLNamedType,
  levels: number,
  leftOut: LeftOut,
  above: readonly string[],
): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (`${type.name}.${field.name}` in leftOut || field.args.some(isWanted)) return [];
    // Plain values stand in the row that is read anyway; a few of them are enough.
    if (isLeafType(named)) return field.name === 'id' || isListType(field.type) ? [field.name] : [];
    if (above.includes(named.name)) return isThing(named) ? [`${called(field)} { id }`] : [];
    if (levels === 0) return [];
    const deeper = isThing(named) ? levels - 1 : levels;
    return [`${called(field)} { ${selectionOf(named, deeper, leftOut, [...above, named.name])} }`];
  });
  return parts.length > 0 ? parts.join(' ') : '__typename';
}

function called(field: GraphQLField<unknown, unknown>): string {
  const isSized = isList(field.type) && field.args.some(({ name }) => name === 'first');
  return isSized ? `${field.name}(first: 2)` : field.name;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function isWanted({ type, defaultValue }: { type: unknown; defaultValue?: unknown }): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function isThing(type: GraphQLNamedType): boolean {
  return isObjectType(type) && 'id' in type.getFields();
}

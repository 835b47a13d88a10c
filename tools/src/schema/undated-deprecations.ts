import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

interface Part {
  readonly path: string;
  readonly reason: string | null | undefined;
}

/** What is deprecated without a day from which it is gone, as paths such as `Loan.note`: nobody could plan by that. */
export function undatedDeprecations(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__'))
    .flatMap(partsOf)
    .filter(({ reason }) => typeof reason === 'string' && !/\b20\d\d-\d\d-\d\d\b/.test(reason))
    .map(({ path }) => path);
}

function partsOf(type: GraphQLNamedType): Part[] {
  const part = (
    path: string,
    { deprecationReason }: { deprecationReason?: string | null | undefined },
  ): Part => ({
    path,
    reason: deprecationReason,
  });
  if (isEnumType(type)) return type.getValues().map((value) => part(`${type.name}.${value.name}`, value));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => part(`${type.name}.${field.name}`, field));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const path = `${type.name}.${field.name}`;
    return [part(path, field), ...field.args.map((argument) => part(`${path}(${argument.name}:)`, argument))];
  });
}

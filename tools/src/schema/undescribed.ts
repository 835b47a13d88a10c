import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

interface Described {
  readonly path: string;
  readonly description: string | null | undefined;
}

/** What a client's developer would meet without a word of explanation, as paths such as `Loan.principal` or `Query.loan(id:)`. */
export function undescribed(schema: GraphQLSchema): readonly string[] {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [
      ...(roots.has(type as never) ? [] : [{ path: type.name, description: type.description }]),
      ...partsOf(type),
    ])
    .filter(({ description }) => !description?.trim())
    .map(({ path }) => path);
}

function partsOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({ path: `${type.name}.${name}`, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, description }) => ({
      path: `${type.name}.${name}`,
      description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const path = `${type.name}.${field.name}`;
    const inputs = field.args.map((input) => ({
      path: `${path}(${input.name}:)`,
      description: input.description,
    }));
    return [{ path, description: field.description }, ...inputs];
  });
}

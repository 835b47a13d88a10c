import { buildASTSchema, execute, isObjectType, parse } from 'graphql';
const federation = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@provides", "@requires",
    "@inaccessible", "@override", "@interfaceObject", "@tag", "@composeDirective", "@extends"])
`;
/** A subgraph of federation 2 with nothing but GraphQL's own executor, so that what is tried is the gateway alone. */
export function plainSubgraph({ name, sdl, resolvers }) {
  const asked = [];
  const entities = Object.keys(resolvers).filter((type) => resolvers[type]?.['reference'] !== undefined);
  const door = '_entities(representations: [_Any!]!): [_Entity]!';
  const doors =
    entities.length === 0
      ? ''
      : `scalar _Any union _Entity = ${entities.join(' | ')} ${sdl.includes('type Query') ? `extend type Query { ${door} }` : `type Query { ${door} }`}`;
  const schema = buildASTSchema(extended(`${sdl} ${doors}`), { assumeValid: true, assumeValidSDL: true });
  for (const [type, fields] of Object.entries({ ...resolvers, ...entitiesOf(resolvers, entities) })) {
    const known = schema.getType(type);
    if (!isObjectType(known)) throw new Error(`${name} has no type ${type}`);
    for (const [field, resolve] of Object.entries(fields))
      if (field !== 'reference') {
        const defined = known.getFields()[field];
        if (!defined) throw new Error(`${name} has no field ${type}.${field}`);
        defined.resolve = (source, given) => resolve(source, given);
      }
  }
  return {
    name,
    sdl: `${federation}\n${sdl}`,
    asked,
    ready: () => Promise.resolve(),
    execute: async ({ document, variables, operationName }) => {
      const answer = await execute({
        schema,
        document,
        variableValues: variables,
        operationName: operationName ?? null,
      });
      asked.push(...Object.keys(answer.data ?? {}));
      return answer;
    },
  };
}
function entitiesOf(resolvers, entities) {
  if (entities.length === 0) return {};
  const find = (representation) => {
    const found = resolvers[representation.__typename]?.['reference']?.(representation, {});
    return found ? { __typename: representation.__typename, ...found } : null;
  };
  const all = (_, { representations }) => representations.map(find);
  return { Query: { ...resolvers['Query'], _entities: all } };
}
/** The executor's schema: what extends a type is put into it. */
function extended(sdl) {
  const { definitions } = parse(sdl);
  const extensions = definitions.filter(({ kind }) => kind === 'ObjectTypeExtension');
  const own = definitions.filter(({ kind }) => kind !== 'ObjectTypeExtension');
  return {
    kind: 'Document',
    definitions: own.map((definition) => {
      const more = extensions.filter(({ name }) => name.value === definition.name?.value);
      return more.length === 0
        ? definition
        : { ...definition, fields: [...definition.fields, ...more.flatMap(({ fields }) => fields)] };
    }),
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import {
  GraphQLError,
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLResolveInfo,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';

/** What turns the schema that Nest's driver builds from SDL and resolvers into a subgraph's. */
export type FederationOptions = Required<Pick<ApolloDriverConfig, 'typeDefs' | 'transformResolvers'>>;

/**
 * Adds to a service's SDL and resolvers what the subgraph specification of federation 2 asks for: `_service { sdl }`,
 * which answers `sdl` word for word, and `_entities`, which finds each entity through its `@ResolveReference`.
 * A representation of anything else is an error at its own place of the list; the others are still answered.
 * Throws when an entity that others may refer to has no `@ResolveReference`: its fields would be whatever the caller
 * claims.
 */
export function federation(sdl: string): FederationOptions {
  const document = parse(sdl, { noLocation: true });
  const entities = entityNames(document);
  return {
    typeDefs: [print(withoutExtensions(document)), additions, entitySdl(entities)].join('\n'),
    transformResolvers(discovered) {
      const resolvers = [discovered].flat();
      const service = { Query: { _service: () => ({ sdl }) } };
      return [...resolvers, service, entityResolvers(referenceResolversOf(entities, resolvers))];
    },
  };
}

const additions = readFileSync(join(import.meta.dirname, 'federation.graphql'), 'utf8');

type ReferenceResolver = (reference: object, context: unknown, info: GraphQLResolveInfo) => unknown;
type Resolvers = Exclude<Parameters<FederationOptions['transformResolvers']>[0], readonly unknown[]>;

/** Every file of a service extends Query and Mutation, and none defines them; parts of one name are merged later. */
function withoutExtensions(document: DocumentNode): DocumentNode {
  return visit(document, {
    ObjectTypeExtension: (node) => ({ ...node, kind: Kind.OBJECT_TYPE_DEFINITION }),
  });
}

/** An entity of which only the key is known here (`resolvable: false`) cannot be asked of this subgraph. */
function entityNames({ definitions }: DocumentNode): readonly string[] {
  const names = definitions
    .filter(isObjectType)
    .filter(({ directives }) => directives?.some(isResolvableKey))
    .map(({ name }) => name.value);
  return [...new Set(names)];
}

function isObjectType(node: DefinitionNode): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function isResolvableKey({ name, arguments: given }: ConstDirectiveNode): boolean {
  const resolvable = given?.find((argument) => argument.name.value === 'resolvable')?.value;
  return name.value === 'key' && !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value);
}

/** GraphQL knows no empty union, so a service without entities has no `_entities` either. */
function entitySdl(entities: readonly string[]): string {
  if (entities.length === 0) return '';
  return `
    union _Entity = ${entities.join(' | ')}
    type Query { _entities(representations: [_Any!]!): [_Entity]! }
  `;
}

function referenceResolversOf(
  entities: readonly string[],
  discovered: readonly Resolvers[],
): ReadonlyMap<string, ReferenceResolver> {
  return new Map(
    entities.map((name) => {
      const resolver = discovered.map((resolvers) => referenceResolverIn(resolvers[name])).find(Boolean);
      if (!resolver)
        throw new Error(`the entity ${name} has a @key, so its resolver needs a @ResolveReference`);
      return [name, resolver];
    }),
  );
}

function referenceResolverIn(resolver: unknown): ReferenceResolver | undefined {
  return (resolver as { __resolveReference?: ReferenceResolver } | undefined)?.__resolveReference;
}

function entityResolvers(resolvers: ReadonlyMap<string, ReferenceResolver>): Resolvers {
  if (resolvers.size === 0) return {};
  // Beside the entity, not on it: what a store answers may be frozen.
  const typeNames = new WeakMap<object, string>();

  async function resolveEntity(representation: unknown, context: unknown, info: GraphQLResolveInfo) {
    const typeName = typeNameOf(representation);
    const resolve = resolvers.get(typeName ?? '');
    if (typeName === undefined || !resolve) {
      throw new GraphQLError(
        `${typeName ?? 'A representation without __typename'} is not an entity of this subgraph`,
      );
    }
    const found = await resolve(representation as object, context, info);
    if (typeof found !== 'object' || found === null) return null;
    const entity = (typeNames.get(found) ?? typeName) === typeName ? found : copyOf(found);
    typeNames.set(entity, typeName);
    return entity;
  }

  return {
    Query: {
      _entities: (
        _: unknown,
        { representations }: { representations: readonly unknown[] },
        context: unknown,
        info: GraphQLResolveInfo,
      ) => representations.map((representation) => resolveEntity(representation, context, info)),
    },
    _Entity: { __resolveType: (entity: object) => typeNames.get(entity) },
  };
}

function typeNameOf(representation: unknown): string | undefined {
  if (typeof representation !== 'object' || representation === null) return undefined;
  const { __typename } = representation as { __typename?: unknown };
  return typeof __typename === 'string' ? __typename : undefined;
}

/** One object may stand for entities of two types; each needs its own. */
function copyOf(entity: object): object {
  return Object.assign(Object.create(Object.getPrototypeOf(entity) as object) as object, entity);
}

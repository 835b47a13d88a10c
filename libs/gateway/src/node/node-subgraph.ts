import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  execute,
  GraphQLError,
  Kind,
  parse,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { idKindOf } from '@fanxing/kernel';
import type { GatewayRequestContext, SubgraphBinding } from '../subgraph-binding.js';

/** What the gateway itself adds to the API: `node` and `nodes`, with every kind of thing that has an id. */
export const nodeSdl = readFileSync(join(import.meta.dirname, 'node.graphql'), 'utf8');

interface Entity {
  readonly __typename: string;
  readonly id: string;
}

const idsMax = 100;

/**
 * `node(id)` as a subgraph beside the services'. It asks the service whose kind of thing the id names whether the caller has
 * such a thing, and answers the id alone; the query plan fetches what else was asked for. Why not in the services:
 * docs/decisions/0061-node-is-a-subgraph-of-the-gateway.md.
 */
export function nodeSubgraph(services: readonly SubgraphBinding[]): SubgraphBinding {
  const schema = buildSchema(withoutFederation(nodeSdl), { assumeValidSDL: true });
  const owners = ownersOf(services);
  const root = {
    node: async ({ id }: { id: string }, context: GatewayRequestContext) => {
      const [found] = await Promise.all(findEntities(owners, [id], context));
      return found;
    },
    nodes: ({ ids }: { ids: readonly string[] }, context: GatewayRequestContext) => {
      if (ids.length > idsMax) throw new GraphQLError(`Ask for at most ${idsMax} ids at once.`);
      return findEntities(owners, ids, context);
    },
  };
  return {
    name: 'node',
    sdl: nodeSdl,
    ready: () => Promise.resolve(),
    execute: async ({ document, variables, operationName }, context) =>
      execute({
        schema,
        document,
        rootValue: root,
        contextValue: context,
        variableValues: variables,
        operationName,
      }),
  };
}

/** The types that others may refer to by id, as this SDL declares them. */
export function entitiesIn(sdl: string): readonly string[] {
  return parse(sdl).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const isKept = definition.directives?.some(
      ({ name, arguments: given = [] }) =>
        name.value === 'key' &&
        given.some(({ value }) => value.kind === Kind.STRING && value.value === 'id') &&
        !given.some(({ value }) => value.kind === Kind.BOOLEAN && !value.value),
    );
    return isKept ? [definition.name.value] : [];
  });
}

function ownersOf(services: readonly SubgraphBinding[]): ReadonlyMap<string, SubgraphBinding> {
  return new Map(
    services.flatMap((service) => entitiesIn(service.sdl).map((type) => [type, service] as const)),
  );
}

/**
 * What each id names, in the order of the ids: null where there is nothing of the caller's, be it no such id, somebody else's, or no
 * kind of ours. The ids of one kind are asked for together, however many there are.
 */
function findEntities(
  owners: ReadonlyMap<string, SubgraphBinding>,
  ids: readonly string[],
  context: GatewayRequestContext,
): Promise<Entity | null>[] {
  const kinds = new Map<string, string[]>();
  for (const id of new Set(ids)) {
    const type = typeNamedBy(id);
    if (type !== undefined && owners.has(type)) kinds.set(type, [...(kinds.get(type) ?? []), id]);
  }
  const asked = new Map(
    [...kinds].map(([type, wanted]) => [type, askOwner(owners.get(type), type, wanted, context)] as const),
  );
  return ids.map(async (id) => {
    const answer = await asked.get(typeNamedBy(id) ?? '');
    const found = answer?.get(id) ?? null;
    if (found instanceof GraphQLError) throw found;
    return found;
  });
}

/** What the service says of each id. */
async function askOwner(
  owner: SubgraphBinding | undefined,
  type: string,
  ids: readonly string[],
  context: GatewayRequestContext,
): Promise<ReadonlyMap<string, Entity | null | GraphQLError>> {
  const variables = { representations: ids.map((id) => ({ __typename: type, id })) };
  const asked = await owner?.execute({ document: askWhetherThere(type), variables }, context);
  const found = (asked?.data as { _entities?: readonly ({ id: string } | null)[] } | undefined)?._entities;
  return new Map(
    ids.map((id, place): [string, Entity | null | GraphQLError] => {
      const error = asked?.errors?.find(({ path }) => path === undefined || path[1] === place);
      if (error && (error.extensions as Record<string, unknown> | undefined)?.['code'] !== 'NOT_FOUND')
        return [id, asGraphqlError(error)];
      const entity = found?.[place];
      return [id, entity ? { __typename: type, id: entity.id } : null];
    }),
  );
}

function typeNamedBy(id: string): string | undefined {
  const kind = idKindOf(id);
  if (kind === undefined) return undefined;
  return kind === 'audit' ? 'AuditEvent' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

const questions = new Map<string, DocumentNode>();

function askWhetherThere(type: string): DocumentNode {
  let question = questions.get(type);
  if (!question) {
    question = parse(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { id } } }`,
    );
    questions.set(type, question);
  }
  return question;
}

/** A subgraph reached by HTTP answers plain JSON; its words are kept. */
function asGraphqlError(
  error: ExecutionResult['errors'] extends readonly (infer E)[] | undefined ? E : never,
) {
  const { message, extensions } = error as { message: string; extensions?: Record<string, unknown> };
  return new GraphQLError(message, extensions ? { extensions } : {});
}

function withoutFederation(sdl: string): string {
  return sdl.replace(/^extend schema.*$/m, '').replace(/ @key\([^)]*\)/g, '');
}

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
    node: ({ id }: { id: string }, context: GatewayRequestContext) => findEntity(owners, id, context),
    nodes: ({ ids }: { ids: readonly string[] }, context: GatewayRequestContext) => {
      if (ids.length > idsMax) throw new GraphQLError(`Ask for at most ${idsMax} ids at once.`);
      return ids.map((id) => findEntity(owners, id, context));
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

/** Null where there is nothing of the caller's: no such id, somebody else's, or no kind of ours. */
async function findEntity(
  owners: ReadonlyMap<string, SubgraphBinding>,
  id: string,
  context: GatewayRequestContext,
): Promise<Entity | null> {
  const type = typeNamedBy(id);
  const owner = type === undefined ? undefined : owners.get(type);
  if (type === undefined || !owner) return null;
  const variables = { representations: [{ __typename: type, id }] };
  const { data, errors } = await owner.execute({ document: askWhetherThere(type), variables }, context);
  const [error] = errors ?? [];
  if (error) {
    if ((error.extensions as Record<string, unknown> | undefined)?.['code'] === 'NOT_FOUND') return null;
    throw asGraphqlError(error);
  }
  const [found] = (data as { _entities?: readonly ({ id: string } | null)[] } | undefined)?._entities ?? [];
  return found ? { __typename: type, id: found.id } : null;
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

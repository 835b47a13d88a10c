import {
  executeSync,
  parse,
  type DocumentNode,
  printSchema,
  lexicographicSortSchema,
  type GraphQLSchema,
  type ExecutionResult,
  buildASTSchema,
} from 'graphql';
import { composeServices } from '@theguild/federation-composition';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { Fault } from '@fanxing/kernel';
import { listSizesIn, type ListSizes } from '@fanxing/runtime/subgraph';
import { nodeSubgraph } from './node/node-subgraph.js';
import type { SubgraphBinding, GatewayRequestContext } from './subgraph-binding.js';

/** The composed API: its public schema, and the executor that plans an operation over the subgraphs. */
export interface Supergraph {
  readonly schema: GraphQLSchema;
  /** What the services say of lists that are not paged. */
  readonly listSizes: ListSizes;
  execute(request: PlannedRequest): Promise<ExecutionResult>;
  /** Answers what asks for nothing but the schema. */
  introspect(
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    operationName?: string,
  ): ExecutionResult;
}

export interface PlannedRequest {
  readonly document: ReturnType<typeof parse>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
  readonly context: GatewayRequestContext;
}

/** Composes subgraphs by name and SDL. Throws with every reason when they do not fit together. */
export function composeSupergraph(
  subgraphs: readonly { readonly name: string; readonly sdl: string }[],
): string {
  const composed = composeServices(
    subgraphs.map(({ name, sdl }) => ({
      name,
      typeDefs: parse(sdl),
      url: `http://${name}.internal/graphql`,
    })),
  );
  if (!composed.supergraphSdl) {
    const reasons = (composed.errors ?? []).map((error) => error.message).join('\n');
    throw new Error(`the subgraphs do not compose:\n${reasons}`);
  }
  return composed.supergraphSdl;
}

/** The public API as SDL, sorted, without what only the federation needs. */
export function publicSdl(schema: GraphQLSchema): string {
  return printSchema(lexicographicSortSchema(schema));
}

/** The services' API with what the gateway itself adds to it. */
export function createSupergraph(services: readonly SubgraphBinding[]): Promise<Supergraph> {
  return planOver([...services, nodeSubgraph(services)]);
}

/** Any subgraphs as one API. */
export async function planOver(bindings: readonly SubgraphBinding[]): Promise<Supergraph> {
  const supergraphSdl = composeSupergraph(bindings);
  const byName = new Map(bindings.map((binding) => [binding.name.toUpperCase(), binding]));
  const handled = await unifiedGraphHandler({
    unifiedGraph: buildASTSchema(parse(supergraphSdl), { assumeValid: true, assumeValidSDL: true }),
    getUnifiedGraphSDL: () => supergraphSdl,
    onSubgraphExecute: (subgraphName: string, request: PlannedRequest) => {
      const binding = byName.get(subgraphName.toUpperCase());
      if (!binding) throw new Error(`the plan names an unknown subgraph ${subgraphName}`);
      if (request.context.life?.isOver === true) throw new Fault('REQUEST_TIMED_OUT', { seconds: 30 });
      return binding.execute(
        { document: request.document, variables: request.variables, operationName: request.operationName },
        request.context,
      );
    },
  } as never);
  const { executor } = handled;
  if (!executor) throw new Error('the query planner gave no executor');
  return {
    schema: handled.unifiedGraph,
    listSizes: new Map(bindings.flatMap(({ sdl }) => [...listSizesIn(sdl)])),
    execute: async (request) => (await executor(request as never)) as ExecutionResult,
    introspect: (document, variables, operationName) =>
      executeSync({ schema: handled.unifiedGraph, document, variableValues: variables, operationName }),
  };
}

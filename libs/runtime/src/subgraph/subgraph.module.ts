import type { ApolloServerPlugin } from '@apollo/server';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { GraphQLModule } from '@nestjs/graphql';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { formatError } from './error-format.js';
import { ReadTrail, type ReadRecorder } from '../audit/index.js';
import type { TenantContext } from '../identity/index.js';
import { scalars } from './scalars.js';
import { sdlFiles } from './sdl.js';
import type { SubgraphContext } from './subgraph-context.js';
import { SubgraphDriver } from './subgraph.driver.js';

/** Verifies the caller of a subgraph that is reached by HTTP; in process the gateway has done so. */
export type VerifyCaller = (authorization: string | undefined) => Promise<TenantContext>;

/** The schema-first GraphQL module of a service whose SDL files lie under `folder`. */
export function subgraphModule(
  folder: string,
  verifyCaller: VerifyCaller,
  recorder?: ReadRecorder,
): DynamicModule {
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: SubgraphDriver,
    typePaths: sdlFiles(folder),
    resolvers: scalars,
    graphiql: false,
    playground: false,
    // Nobody but the gateway reaches this door, and `_service` tells it the same.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    plugins: [tracesForFederation(), ...(recorder ? [recordsReads(recorder)] : [])],
    formatError: (_, error) => formatError(error),
    // Without a token only the SDL can be read, which the gateway composes; every resolver asks for the caller.
    context: async ({ headers: { authorization } }: FastifyRequest): Promise<Partial<SubgraphContext>> =>
      authorization === undefined
        ? {}
        : { tenantContext: { ...(await verifyCaller(authorization)) }, readTrail: new ReadTrail() },
  });
}

/** Durations of resolvers for a gateway of the federation that asks for them (`ftv1`); of an error it tells the place alone. */
function tracesForFederation(): ApolloServerPlugin {
  return ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
}

/** Writes down what a request by HTTP has read before its answer goes out; what can not be written down is not shown. */
function recordsReads(recorder: ReadRecorder): ApolloServerPlugin<SubgraphContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async willSendResponse({ contextValue: { tenantContext, readTrail }, response }) {
          if (!tenantContext || !readTrail || response.body.kind !== 'single') return;
          try {
            await recorder.record(tenantContext, readTrail);
          } catch (error) {
            response.body.singleResult = { errors: [formatError(error) as never] };
          }
        },
      }),
  };
}

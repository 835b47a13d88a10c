import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLModule } from '@nestjs/graphql';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { formatError } from './error-format.js';
import type { TenantContext } from '../identity/index.js';
import { scalars } from './scalars.js';
import { sdlFiles } from './sdl.js';
import type { SubgraphContext } from './subgraph-context.js';
import { SubgraphDriver } from './subgraph.driver.js';

/** Verifies the caller of a subgraph that is reached by HTTP; in process the gateway has done so. */
export type VerifyCaller = (authorization: string | undefined) => Promise<TenantContext>;

/** The schema-first GraphQL module of a service whose SDL files lie under `folder`. */
export function subgraphModule(folder: string, verifyCaller: VerifyCaller): DynamicModule {
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: SubgraphDriver,
    typePaths: sdlFiles(folder),
    resolvers: scalars,
    graphiql: false,
    playground: false,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    // Its traces are for a gateway that we do not have, and it writes to standard output.
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    formatError: (_, error) => formatError(error),
    // Without a token only the SDL can be read, which the gateway composes; every resolver asks for the caller.
    context: async ({ headers: { authorization } }: FastifyRequest): Promise<Partial<SubgraphContext>> =>
      authorization === undefined ? {} : { tenantContext: await verifyCaller(authorization) },
  });
}

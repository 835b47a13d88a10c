import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { Fault } from '@fanxing/kernel';
import { ReadTrail } from '../audit/index.js';
import type { TenantContext } from '../identity/index.js';
import { extractTraceContext, withSpan } from '../telemetry/index.js';
import { formatError } from './error-format.js';
import { internalTokenHeader, isInternalToken } from './internal-token.js';
import { HealthController, ReadinessCheck } from './health.controller.js';
import { boundLists, listSizesIn } from './list-sizes.js';
import { watchPersonalData, type PersonalData } from './personal-data.js';
import { readSdl } from './sdl.js';
import { subgraphModule, type VerifyCaller } from './subgraph.module.js';

/** One operation on a subgraph, parsed and validated by whoever sends it. */
export interface SubgraphRequest {
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string | undefined;
}

/** A running service: bound in process through `execute`, or by HTTP after `listen`. */
export interface ServiceHandle {
  readonly name: string;
  /** The subgraph's SDL. */
  readonly sdl: string;
  /** What a document is validated against before `execute`, which leaves out an unknown field without a word. */
  readonly schema: GraphQLSchema;
  execute(request: SubgraphRequest, tenantContext: TenantContext): Promise<ExecutionResult>;
  /** Fails unless the service can do its work now. */
  ready(): Promise<void>;
  /** One of the service's providers, for its own wiring. */
  get<Provided>(type: Type<Provided>): Provided;
  /** Opens the service's own HTTP door, to those alone who have the internal token; answers its address. */
  listen(port: number, host: string, internalToken: string): Promise<string>;
  close(): Promise<void>;
}

export interface ServiceDefinition {
  readonly name: string;
  /** Where the service's `.graphql` files lie. */
  readonly sdlFolder: string;
  readonly providers: readonly Provider[];
  readonly verifyCaller: VerifyCaller;
  /** What of its data is about persons; left out by a service that has none. */
  readonly personalData?: PersonalData;
  ready(): Promise<void>;
  /** What to stop after the application has closed, in this order. */
  readonly closing: readonly (() => Promise<void>)[];
}

@Module({})
class ServiceModule {}

/** Builds a service's own Nest application, so that no service can reach another's providers by accident. */
export async function createServiceHandle(definition: ServiceDefinition): Promise<ServiceHandle> {
  const module: DynamicModule = {
    module: class extends ServiceModule {} as Type,
    imports: [
      subgraphModule(definition.sdlFolder, definition.verifyCaller, definition.personalData?.recorder),
    ],
    controllers: [HealthController],
    providers: [
      ...definition.providers,
      { provide: ReadinessCheck, useValue: { ready: () => definition.ready() } },
    ],
  };
  const application = await NestFactory.create<NestFastifyApplication>(
    module,
    new FastifyAdapter({ bodyLimit: 4 * 1024 * 1024 }),
    {
      // Nest would write every refusal with its stack and values; errors are put into words in one place of ours.
      logger: false,
      abortOnError: false,
    },
  );
  let internalToken: string | undefined;
  refuseStrangers(application, () => internalToken);
  // A request by HTTP goes on in the trace of whoever sent it; in process the active span is there already.
  application
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', ({ headers }, _, done) => {
      const { traceparent } = headers;
      extractTraceContext(typeof traceparent === 'string' ? { traceparent } : {}, done);
    });
  await application.init();
  const { schema } = application.get(GraphQLSchemaHost, { strict: false });
  const sdl = readSdl(definition.sdlFolder);
  boundLists(schema, listSizesIn(sdl));
  if (definition.personalData) watchPersonalData(schema, definition.personalData);
  return {
    name: definition.name,
    sdl,
    schema,
    ready: () => definition.ready(),
    get: (type) => application.get(type, { strict: false }),
    execute: (request, tenantContext) => answered(definition, schema, request, tenantContext),
    async listen(port, host, token) {
      internalToken = token;
      await application.listen(port, host);
      return application.getUrl();
    },
    async close() {
      await application.close();
      for (const close of definition.closing) await close();
    },
  };
}

/** Runs an operation, and writes down what it has read of persons before anything of it is shown. */
async function answered(
  definition: ServiceDefinition,
  schema: GraphQLSchema,
  request: SubgraphRequest,
  tenantContext: TenantContext,
): Promise<ExecutionResult> {
  const readTrail = new ReadTrail();
  const result = await withSpan(`subgraph ${definition.name}`, {}, async () =>
    execute({
      schema,
      document: request.document,
      variableValues: request.variables,
      operationName: request.operationName,
      // One of its own for each request: what is read together is told apart by it.
      contextValue: { tenantContext: { ...tenantContext }, readTrail },
    }),
  );
  const unrecorded = await definition.personalData?.recorder.record(tenantContext, readTrail).then(
    () => undefined,
    (error: unknown) => ({ errors: [formatError(error) as never] }),
  );
  // What can not be written down is not shown.
  if (unrecorded) return unrecorded;
  return result.errors ? { ...result, errors: result.errors.map(formatError) as never } : result;
}

/** A subgraph answers `_entities` for any id and knows no limits: it is the gateway's to ask. Health is everybody's. */
function refuseStrangers(application: NestFastifyApplication, internalToken: () => string | undefined): void {
  const server = application.getHttpAdapter().getInstance();
  server.addHook('onRequest', async ({ headers, url, method }, reply) => {
    if (method === 'GET' && /^\/health\/(live|ready)$/.test(url)) return;
    const expected = internalToken();
    if (expected !== undefined && isInternalToken(expected, headers[internalTokenHeader])) return;
    const route = `${method} ${url.split('?')[0]?.slice(0, 100) ?? ''}`;
    await reply.status(404).send({ errors: [formatError(new Fault('ROUTE_NOT_FOUND', { route }))] });
  });
}

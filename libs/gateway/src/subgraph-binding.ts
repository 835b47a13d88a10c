import { print, type DocumentNode, type ExecutionResult } from 'graphql';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { internalTokenHeader, type ServiceHandle, type SubgraphRequest } from '@fanxing/runtime/subgraph';
import { injectTraceContext } from '@fanxing/runtime/telemetry';
import type { RequestLife } from './request/request-life.js';

/** What travels with one request from the gateway to every subgraph that helps to answer it. */
export interface GatewayRequestContext {
  readonly tenantContext: TenantContext;
  /** The caller's own header: a subgraph reached by HTTP verifies it again. */
  readonly authorization: string;
  /** Nothing new is begun when nobody waits for it any more. */
  readonly life?: RequestLife;
}

/** How the gateway reaches one subgraph. Called once for each fetch of a query plan. */
export interface SubgraphBinding {
  readonly name: string;
  readonly sdl: string;
  execute(request: SubgraphRequest, context: GatewayRequestContext): Promise<ExecutionResult>;
  ready(): Promise<void>;
}

/** A subgraph in this very process: no serialisation, no second verification. */
export function bindInProcess(service: ServiceHandle): SubgraphBinding {
  return {
    name: service.name,
    sdl: service.sdl,
    ready: () => service.ready(),
    execute: (request, context) => service.execute(request, context.tenantContext),
  };
}

const deadlineMs = 30_000;

/** A subgraph in a process of its own, reached by HTTP at `url`. */
export function bindByHttp(name: string, sdl: string, url: string, internalToken: string): SubgraphBinding {
  return {
    name,
    sdl,
    async ready() {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      if (!response?.ok) throw new Fault('SERVICE_UNAVAILABLE', { service: name });
    },
    async execute(request, context) {
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        authorization: context.authorization,
        [internalTokenHeader]: internalToken,
      };
      injectTraceContext(headers);
      const body = JSON.stringify({
        query: printed(request.document),
        variables: request.variables,
        operationName: request.operationName,
      });
      try {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers,
          body,
          signal: deadlineOf(context.life),
        });
        return (await response.json()) as ExecutionResult;
      } catch {
        throw new Fault('SERVICE_UNAVAILABLE', { service: name });
      }
    },
  };
}

/** A question is broken off when nobody waits for it; the service ends what it has begun. */
function deadlineOf(life: RequestLife | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(deadlineMs);
  return life ? AbortSignal.any([deadline, life.signal]) : deadline;
}

const texts = new WeakMap<DocumentNode, string>();

function printed(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) {
    text = print(document);
    texts.set(document, text);
  }
  return text;
}

/** Asks a subgraph that runs by itself for its SDL. Fails with SERVICE_UNAVAILABLE. */
export async function readSubgraphSdl(name: string, url: string, internalToken: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [internalTokenHeader]: internalToken },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  const answer = (await response?.json().catch(() => undefined)) as
    { data?: { _service?: { sdl?: string } } } | undefined;
  const sdl = answer?.data?._service?.sdl;
  if (sdl === undefined) throw new Fault('SERVICE_UNAVAILABLE', { service: name });
  return sdl;
}

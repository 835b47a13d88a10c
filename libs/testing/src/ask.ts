import { parse, validate } from 'graphql';
import type { FaultReason } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';

/** The part of an error that callers rely on. */
export interface Refusal {
  readonly code: string;
  readonly reason: FaultReason;
  readonly path?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

type Variables = Record<string, unknown>;

/** Asks a service a question in a caller's name and answers its data. Fails when the service answers any error. */
export async function ask<Data = Record<string, never>>(
  service: ServiceHandle,
  caller: TenantContext,
  text: string,
  variables: Variables = {},
): Promise<Data> {
  const result = await run(service, caller, text, variables);
  if (result.errors) throw new Error(`the service refused: ${JSON.stringify(result.errors)}`);
  return plain(result.data) as Data;
}

/** Asks what the service must refuse and answers why it did. Fails when it does not refuse. */
export async function refusalOf(
  service: ServiceHandle,
  caller: TenantContext,
  text: string,
  variables: Variables = {},
): Promise<Refusal> {
  const result = await run(service, caller, text, variables);
  const [error] = result.errors ?? [];
  if (!error) throw new Error(`the service did not refuse: ${JSON.stringify(result.data)}`);
  return plain(error.extensions) as Refusal;
}

/** Validates first, as the gateway does: `execute` alone leaves out an unknown field without a word. */
async function run(service: ServiceHandle, caller: TenantContext, text: string, variables: Variables) {
  const document = parse(text);
  const problems = validate(service.schema, document);
  if (problems.length > 0) throw new Error(`the document is not valid: ${problems.join('; ')}`);
  return service.execute({ document, variables }, caller);
}

/** GraphQL's result objects have no prototype, which a test's comparison would trip over. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '../identity/tenant-context.js';
import { logger, recordUnexpected, withSpan, type SafeFields } from '../telemetry/index.js';
import type { Contract } from './contract.js';
import { mustBeJson } from './json-safe.js';
import { valuesAreChecked } from './transport.js';

export type Handler = (context: TenantContext, input: unknown) => Promise<unknown>;

/** A contract with the functions that answer for it in this process. */
export interface Served {
  readonly contract: Contract;
  readonly handlers: Readonly<Record<string, Handler>>;
}

const log = logger('messaging');

/**
 * The server's side of a call, the same on every transport. Fails with a Fault only: what the handler did not mean
 * to throw is logged here, where its trace is, and becomes INTERNAL.
 */
export function answerCall(
  served: Served,
  operation: string,
  context: TenantContext,
  input: unknown,
): Promise<unknown> {
  const fields = callFields(served.contract, operation, context);
  return withSpan(
    callName(served.contract, operation),
    fields,
    async () => {
      try {
        const handler = Object.hasOwn(served.handlers, operation) ? served.handlers[operation] : undefined;
        if (!handler) throw new Error('the service offers no such operation');
        const output = await handler(context, input);
        if (valuesAreChecked) mustBeJson(callName(served.contract, operation), 'output', output);
        return output;
      } catch (error) {
        throw recordUnexpected(log, error, fields);
      }
    },
    'server',
  );
}

/** The caller's side of a call, the same on every transport. `send` brings the message over. */
export function makeCall(
  contract: Contract,
  operation: string,
  context: TenantContext,
  input: unknown,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const name = callName(contract, operation);
  return withSpan(
    name,
    callFields(contract, operation, context),
    () => {
      if (valuesAreChecked) mustBeJson(name, 'input', input);
      return send();
    },
    'client',
  );
}

export function unavailable(service: string): Fault {
  return new Fault('SERVICE_UNAVAILABLE', { service });
}

/** Fails with SERVICE_UNAVAILABLE when `work` has not ended in time; `work` itself goes on. */
export function withinDeadline<Result>(
  work: Promise<Result>,
  deadlineMs: number,
  service: string,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable(service)), deadlineMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function callName(contract: Contract, operation: string): string {
  return `contract ${contract.name}.${operation}`;
}

function callFields(contract: Contract, operation: string, context: TenantContext): SafeFields {
  return { contract: contract.name, operation, tenantId: context.tenantId, environment: context.environment };
}

import type { TenantContext } from '../identity/tenant-context.js';
import type { JsonSafe } from './json-safe.js';

declare const signature: unique symbol;

/** One question or order that a service takes from others. */
export interface Operation<Input, Output> {
  /** Changes nothing, so that it may be asked again while no process serves it. */
  readonly lookup: boolean;
  /** How long a caller waits before it is told SERVICE_UNAVAILABLE. */
  readonly deadlineMs: number;
  readonly [signature]?: (input: Input) => Output;
}

type Operations = Readonly<Record<string, Operation<never, unknown>>>;

/** What one service offers to others, by name. */
export interface Contract<Offered extends Operations = Operations> {
  readonly name: string;
  readonly operations: Offered;
}

export type InputOf<Offer> = Offer extends Operation<infer Input, infer _> ? Input : never;
export type OutputOf<Offer> = Offer extends Operation<never, infer Output> ? Output : never;

/** What a service gives to `serve`: a function for each operation. What it throws as a Fault reaches the caller. */
export type HandlersOf<Served> =
  Served extends Contract<infer Offered> ? { readonly [Name in keyof Offered]: Call<Offered[Name]> } : never;

/** What a caller gets from `client`: the same functions. */
export type ClientOf<Served> = HandlersOf<Served>;

type Call<Offer> = (context: TenantContext, input: InputOf<Offer>) => Promise<OutputOf<Offer>>;

const deadlineMsUsual = 5_000;
const name = /^[a-z][A-Za-z0-9-]*$/;

interface OperationOptions {
  /** See {@link Operation}; not a lookup unless said so. */
  readonly lookup?: boolean;
  /** Five seconds unless said otherwise. */
  readonly deadlineMs?: number;
}

type Survives<Input, Output> = [Input, Output] extends [JsonSafe<Input>, JsonSafe<Output>] ? true : false;

/**
 * Declares an operation by its types alone: `operation<Input, Output>()`. Both must survive JSON unchanged, so that
 * it is the same whether the service runs in this process or another; amounts are decimal strings, never bigint.
 */
export function operation<Input, Output>(
  ...given: Survives<Input, Output> extends true
    ? [options?: OperationOptions]
    : [mend: 'input and output must be JSON: no bigint, Date, Map, Set or function']
): Operation<Input, Output> {
  const [options = {}] = given as [OperationOptions?];
  return { lookup: options.lookup ?? false, deadlineMs: options.deadlineMs ?? deadlineMsUsual };
}

/** Throws when a name can not be part of a message's subject: it must be letters, digits and hyphens. */
export function defineContract<Offered extends Operations>(
  contract: string,
  operations: Offered,
): Contract<Offered> {
  const wrong = [contract, ...Object.keys(operations)].find((candidate) => !name.test(candidate));
  if (wrong !== undefined)
    throw new Error(`"${wrong}" can not name a contract or an operation: use camelCase letters.`);
  return { name: contract, operations };
}

import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GraphQLError, Kind, parse } from 'graphql';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RegisterOperationsInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { OperationStore, type RegisteredOperation } from './operation.store.js';

const batchMax = 100;
const operationsMax = 1_000;
const charactersMax = 50_000;
const tokensMax = 2_000;

/** Registers operations under the SHA-256 of their text. Fails with BATCH_TOO_LARGE, or INPUT_INVALID at its place. */
@Injectable()
export class RegisterOperations {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: OperationStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    input: RegisterOperationsInput,
  ): Promise<{ operations: readonly RegisteredOperation[] }> {
    const command = {
      operation: 'registerOperations',
      permission: 'operation:register',
      idempotencyKey: input.idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      if (input.operations.length > batchMax)
        throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.operations');
      const registeredAt = this.clock.now();
      const operations = input.operations.map(({ name, text }, index) => {
        const path = `input.operations[${index}]`;
        mustBeDocument(text, `${path}.text`);
        const sha256 = createHash('sha256').update(text).digest('hex');
        return { sha256, name: plainLine(name, 100, `${path}.name`), text, registeredAt };
      });
      for (const operation of operations) await this.store.insert(transaction, operation);
      if ((await this.store.list(transaction)).length > operationsMax)
        throw new Fault('BATCH_TOO_LARGE', { limit: operationsMax }, 'input.operations');
      return { answer: { operations }, subject: { kind: 'tenant', id: context.tenantId } };
    });
  }
}

/** Only its syntax is looked at here: the gateway holds it against the schema of the day when it is run. */
function mustBeDocument(text: string, path: string): void {
  const wrong = (problem: string): Fault => new Fault('INPUT_INVALID', { problem }, path);
  if (text.length > charactersMax) throw wrong(`${path} must have at most ${charactersMax} characters`);
  try {
    const { definitions } = parse(text, { maxTokens: tokensMax });
    if (definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) return;
  } catch (error) {
    throw wrong(
      `${path} is not GraphQL: ${error instanceof GraphQLError ? error.message : 'it can not be read'}`,
    );
  }
  throw wrong(`${path} has no operation`);
}

import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  OperationPolicy,
  RegisterOperationsInput,
  SetOperationPolicyInput,
} from '../generated/schema.js';
import type { RegisteredOperation } from './operation.store.js';
import { ReadOperations } from './read-operations.js';
import { RegisterOperations } from './register-operations.js';
import { SetOperationPolicy } from './set-operation-policy.js';

@Resolver('RegisteredOperation')
export class OperationResolver {
  constructor(
    private readonly registerOperations: RegisterOperations,
    private readonly setOperationPolicy: SetOperationPolicy,
    private readonly readOperations: ReadOperations,
  ) {}

  @Mutation('registerOperations')
  register(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RegisterOperationsInput,
  ): Promise<{ operations: readonly RegisteredOperation[] }> {
    return this.registerOperations.run(context, input);
  }

  @Mutation('setOperationPolicy')
  setPolicy(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetOperationPolicyInput,
  ): Promise<OperationPolicy> {
    return this.setOperationPolicy.run(context, input);
  }

  @Query('registeredOperations')
  list(@CurrentTenant() context: TenantContext): Promise<RegisteredOperation[]> {
    return this.readOperations.list(context);
  }

  @Query('operationPolicy')
  policy(@CurrentTenant() context: TenantContext): Promise<OperationPolicy> {
    return this.readOperations.policy(context);
  }
}

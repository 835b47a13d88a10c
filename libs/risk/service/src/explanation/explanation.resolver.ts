import { Args, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import { ExplainDecision, type DecisionExplanation } from './explain-decision.js';

@Resolver('DecisionExplanation')
export class ExplanationResolver {
  constructor(private readonly explainDecision: ExplainDecision) {}

  @Query('explainDecision')
  explain(
    @CurrentTenant() context: TenantContext,
    @Args('decisionId') decisionId: string,
  ): Promise<DecisionExplanation> {
    return this.explainDecision.run(context, decisionId);
  }
}

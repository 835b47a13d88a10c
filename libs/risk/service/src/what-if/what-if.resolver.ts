import { Args, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { WhatIfInput } from '../generated/schema.js';
import { AskWhatIf, type WhatIf } from './ask-what-if.js';

@Resolver('WhatIf')
export class WhatIfResolver {
  constructor(private readonly askWhatIf: AskWhatIf) {}

  @Query('whatIf')
  whatIf(@CurrentTenant() context: TenantContext, @Args('input') input: WhatIfInput): Promise<WhatIf> {
    return this.askWhatIf.run(context, input);
  }
}

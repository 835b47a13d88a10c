import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishWordsModelInput } from '../generated/schema.js';
import { ProductWordsModels } from './product-words-models.js';
import { PublishWordsModel } from './publish-words-model.js';
import type { WordsModelRow } from './words-model.store.js';

@Resolver('WordsModel')
export class WordsModelResolver {
  constructor(
    private readonly publishWordsModel: PublishWordsModel,
    private readonly models: ProductWordsModels,
  ) {}

  @Mutation('publishWordsModel')
  async publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishWordsModelInput,
  ): Promise<WordsModelRow> {
    return this.models.version(context, input.productCode, await this.publishWordsModel.run(context, input));
  }

  @Query('wordsModel')
  async model(
    @CurrentTenant() context: TenantContext,
    @Args('productCode') productCode: string,
  ): Promise<WordsModelRow | null> {
    return (await this.models.shown(context, productCode)) ?? null;
  }
}

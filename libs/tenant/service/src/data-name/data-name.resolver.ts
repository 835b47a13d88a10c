import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { consentPurposes, dataCategories, dataCategoryNames, purposes } from '@fanxing/runtime/consent';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { DataCategoryInWords, DeclareDataNamesInput, PurposeInWords } from '../generated/schema.js';
import type { DataName } from './data-name.js';
import { DeclareDataNames } from './declare-data-names.js';
import { ReadDataNames } from './read-data-names.js';

@Resolver('DataName')
export class DataNameResolver {
  constructor(
    private readonly declareDataNames: DeclareDataNames,
    private readonly readDataNames: ReadDataNames,
  ) {}

  @Mutation('declareDataNames')
  async declare(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DeclareDataNamesInput,
  ): Promise<{ declared: number }> {
    return { declared: await this.declareDataNames.run(context, input) };
  }

  @Query('dataNames')
  list(@CurrentTenant() context: TenantContext): Promise<DataName[]> {
    return this.readDataNames.all(context);
  }

  @Query('purposes')
  purposes(@CurrentTenant() context: TenantContext): PurposeInWords[] {
    mustBeAllowedTo(context, 'consent:read');
    return consentPurposes.map((purpose) => {
      const { categories, en, zh } = purposes[purpose];
      return { purpose, categories: [...categories], text: en, textZh: zh };
    });
  }

  @Query('dataCategories')
  categories(@CurrentTenant() context: TenantContext): DataCategoryInWords[] {
    mustBeAllowedTo(context, 'consent:read');
    return dataCategoryNames.map((category) => ({
      category,
      text: dataCategories[category].en,
      textZh: dataCategories[category].zh,
    }));
  }
}

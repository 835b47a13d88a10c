import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import { compileWordsModel, wordsModelForDecisions, type CompiledWordsModel } from '@fanxing/risk-words';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findWordsModel, wordsModelVersion, type WordsModelRow } from './words-model.store.js';

/** A product's words model, ready to score. */
export interface ProductWordsModel {
  readonly productCode: string;
  readonly version: number;
  readonly score: CompiledWordsModel;
}

/** The largest that fits a request has some megabytes. */
const keptMax = 50;

/** Words models of products. What is published never changes, so each is compiled once; a tenant's is kept under its name alone. */
@Injectable()
export class ProductWordsModels {
  private readonly kept = new Map<string, ProductWordsModel>();

  constructor(private readonly database: ServiceDatabase) {}

  /** As it was published; undefined where the product has none. */
  async shown(context: TenantContext, productCode: string): Promise<WordsModelRow | undefined> {
    mustBeAllowedTo(context, 'risk:read');
    return this.database.transaction(context, async (transaction) => {
      const version = await wordsModelVersion(transaction, productCode, null);
      return version === undefined ? undefined : findWordsModel(transaction, productCode, version);
    });
  }

  async version(context: TenantContext, productCode: string, version: number): Promise<WordsModelRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.database.transaction(context, (transaction) =>
      findWordsModel(transaction, productCode, version),
    );
    if (!row) throw new Error('a words model that was published is not there');
    return row;
  }

  /** The one in force at a moment. Fails with MODEL_INVALID where this version of Node cuts Chinese otherwise than it was fitted on. */
  async inForce(
    context: TenantContext,
    productCode: string,
    knownUntil: Instant | null,
  ): Promise<ProductWordsModel | undefined> {
    return this.database.transaction(context, async (transaction) => {
      const version = await wordsModelVersion(transaction, productCode, knownUntil);
      if (version === undefined) return undefined;
      const key = JSON.stringify([context.tenantId, context.environment, productCode, version]);
      const earlier = this.kept.get(key);
      if (earlier) return earlier;
      const row = await findWordsModel(transaction, productCode, version);
      if (!row) throw new Error('a words model that is in force is not there');
      const model = { productCode, version, score: compileWordsModel(wordsModelForDecisions(row.content)) };
      if (this.kept.size >= keptMax) this.kept.clear();
      this.kept.set(key, model);
      return model;
    });
  }
}

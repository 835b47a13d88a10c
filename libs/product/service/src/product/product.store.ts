import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { fromEpochMs, type Id } from '@fanxing/kernel';
import { formatProductTerms, parseProductTerms, type ProductTermsJson } from '@fanxing/product-domain';
import {
  byOwner,
  keysetOf,
  ServiceDatabase,
  type Page,
  type TenantTransaction,
} from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ProductEntity, ProductVersionEntity } from './product.entity.js';
import { answerProduct, type KeptVersion, type Product, type ProductAnswer } from './product.js';

export interface PublishedRow extends Record<string, unknown> {
  readonly product_version_id: string;
  readonly code: string;
  readonly name: string;
  readonly terms: ProductTermsJson;
}

@Injectable()
export class ProductStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Answers false when the tenant has a product with this code already. */
  async insertProduct(transaction: TenantTransaction, product: Product): Promise<boolean> {
    const inserted = await transaction.manager
      .createQueryBuilder()
      .insert()
      .into(ProductEntity)
      .values({ ...scopeOf(transaction), ...product })
      .orIgnore()
      .returning('id')
      .execute();
    return inserted.raw.length === 1;
  }

  async insertVersion(transaction: TenantTransaction, version: KeptVersion): Promise<void> {
    const terms = formatProductTerms(version.terms);
    await transaction.manager.insert(ProductVersionEntity, { ...scopeOf(transaction), ...version, terms });
  }

  async findProduct(transaction: TenantTransaction, id: Id<'product'>): Promise<Product | undefined> {
    const row = await transaction.manager.findOneBy(ProductEntity, { ...scopeOf(transaction), id });
    return row ? productIn(row) : undefined;
  }

  /** Those that there are, in no order. */
  async findProducts(transaction: TenantTransaction, ids: readonly string[]): Promise<Product[]> {
    const rows = await transaction.manager.findBy(ProductEntity, {
      ...scopeOf(transaction),
      id: In([...ids]),
    });
    return rows.map(productIn);
  }

  async listProducts(transaction: TenantTransaction, page: Page): Promise<Product[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(ProductEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map(productIn);
  }

  /** Newest first. */
  async versionsOf(
    transaction: TenantTransaction,
    productIds: readonly Id<'product'>[],
  ): Promise<KeptVersion[]> {
    const rows = await transaction.manager.find(ProductVersionEntity, {
      where: { ...scopeOf(transaction), productId: In([...productIds]) },
      order: { number: 'DESC' },
    });
    return rows.map(versionIn);
  }

  /** Products as they are answered; the versions of all of them come in one statement. */
  async withVersions(transaction: TenantTransaction, products: readonly Product[]): Promise<ProductAnswer[]> {
    const versions = byOwner(
      await this.versionsOf(
        transaction,
        products.map(({ id }) => id),
      ),
      ({ productId }) => productId,
    );
    return products.map((product) => answerProduct(product, versions.get(product.id) ?? []));
  }

  async findVersion(
    transaction: TenantTransaction,
    id: Id<'productVersion'>,
  ): Promise<KeptVersion | undefined> {
    const row = await transaction.manager.findOneBy(ProductVersionEntity, { ...scopeOf(transaction), id });
    return row ? versionIn(row) : undefined;
  }

  /** Those that there are, in no order. */
  async findVersions(transaction: TenantTransaction, ids: readonly string[]): Promise<KeptVersion[]> {
    const rows = await transaction.manager.findBy(ProductVersionEntity, {
      ...scopeOf(transaction),
      id: In([...ids]),
    });
    return rows.map(versionIn);
  }

  /**
   * Whoever changes a product's versions holds its row first: numbers count up without a gap, and two approvals at
   * once can not both find nothing to retire.
   */
  async lockProduct(transaction: TenantTransaction, id: Id<'product'>): Promise<Product | undefined> {
    const row = await transaction.manager.findOne(ProductEntity, {
      where: { ...scopeOf(transaction), id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? productIn(row) : undefined;
  }

  /** The version as it stands once its product is held. */
  async lockVersion(
    transaction: TenantTransaction,
    id: Id<'productVersion'>,
  ): Promise<KeptVersion | undefined> {
    const version = await this.findVersion(transaction, id);
    if (!version) return undefined;
    await this.lockProduct(transaction, version.productId);
    return this.findVersion(transaction, id);
  }

  async publishedVersion(
    transaction: TenantTransaction,
    productId: Id<'product'>,
  ): Promise<KeptVersion | undefined> {
    const row = await transaction.manager.findOneBy(ProductVersionEntity, {
      ...scopeOf(transaction),
      productId,
      status: 'PUBLISHED',
    });
    return row ? versionIn(row) : undefined;
  }

  /** Keeps where the version stands now. Its terms stay as they were written. */
  async updateStatus(transaction: TenantTransaction, version: KeptVersion): Promise<void> {
    const { status, approverId, publishedAt } = version;
    await transaction.manager.update(
      ProductVersionEntity,
      { ...scopeOf(transaction), id: version.id },
      { status, approverId, publishedAt },
    );
  }

  /** In one call: every application asks for it. */
  async publishedTerms(context: TenantContext, id: Id<'product'>): Promise<PublishedRow | undefined> {
    const [row] = await this.database.call<PublishedRow>(context, 'product.published_terms', [id]);
    return row;
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function productIn(row: ProductEntity): Product {
  return {
    id: row.id as Id<'product'>,
    code: row.code,
    name: row.name,
    createdBy: row.createdBy,
    createdAt: fromEpochMs(row.createdAt.getTime()),
  };
}

function versionIn(row: ProductVersionEntity): KeptVersion {
  return {
    id: row.id as Id<'productVersion'>,
    productId: row.productId as Id<'product'>,
    number: row.number,
    status: row.status,
    terms: parseProductTerms(row.terms),
    authorId: row.authorId,
    approverId: row.approverId,
    createdAt: fromEpochMs(row.createdAt.getTime()),
    publishedAt: row.publishedAt === null ? null : fromEpochMs(row.publishedAt.getTime()),
  };
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProductTermsJson, ProductVersionStatus } from '@fanxing/product-domain';

@Entity({ schema: 'product', name: 'product' })
export class ProductEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  code!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

@Entity({ schema: 'product', name: 'product_version' })
export class ProductVersionEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'product_id' })
  productId!: string;

  @Column('integer')
  number!: number;

  @Column('text')
  status!: ProductVersionStatus;

  @Column('jsonb')
  terms!: ProductTermsJson;

  @Column('text', { name: 'author_id' })
  authorId!: string;

  @Column('text', { name: 'approver_id', nullable: true })
  approverId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Environment } from '@fanxing/runtime/identity';
import type { TenantStatus } from './tenant.js';

@Entity({ schema: 'tenant', name: 'tenant' })
export class TenantEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: Environment;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('text')
  status!: TenantStatus;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('text', { name: 'rejected_by', nullable: true })
  rejectedBy!: string | null;

  @Column('text', { nullable: true })
  rejection!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

@Entity({ schema: 'tenant', name: 'slug' })
export class SlugEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: Environment;

  @PrimaryColumn('text')
  slug!: string;

  @Column('text', { name: 'named_tenant_id' })
  namedTenantId!: string;
}

@Entity({ schema: 'tenant', name: 'bank_connection' })
export class BankConnectionEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: Environment;

  @Column('jsonb')
  connection!: Record<string, unknown>;

  @Column('timestamptz', { name: 'connected_at' })
  connectedAt!: Date;
}

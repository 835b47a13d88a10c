import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConsentPurpose } from '@fanxing/tenant-contract';

@Entity({ schema: 'tenant', name: 'consent' })
export class ConsentEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'borrower_id' })
  borrowerId!: string;

  @Column('text')
  purpose!: ConsentPurpose;

  @Column('text', { name: 'text_version' })
  textVersion!: string;

  @Column('timestamptz', { name: 'granted_at' })
  grantedAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApprovalStatus } from './approval.js';

@Entity({ schema: 'tenant', name: 'approval' })
export class ApprovalEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  operation!: string;

  @Column('text', { name: 'request_hash' })
  requestHash!: string;

  @Column('jsonb')
  request!: object;

  @Column('text')
  status!: ApprovalStatus;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;
}

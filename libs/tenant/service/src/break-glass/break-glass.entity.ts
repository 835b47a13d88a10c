import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'tenant', name: 'break_glass' })
export class BreakGlassEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  reason!: string;

  @Column('integer')
  minutes!: number;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('timestamptz', { name: 'opened_at', nullable: true })
  openedAt!: Date | null;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { nullable: true })
  sha256!: string | null;

  @Column('integer')
  uses!: number;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '@fanxing/runtime/identity';

/** The log that all services add to; this one also reads it, and nobody changes it. */
@Entity({ schema: 'audit', name: 'event' })
export class AuditEventEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  service!: string;

  @Column('text')
  action!: string;

  @Column('text', { name: 'actor_kind' })
  actorKind!: Actor['kind'];

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: string;

  @Column('text', { name: 'subject_id' })
  subjectId!: string;

  @Column('text', { name: 'subject_ids', array: true, nullable: true })
  subjectIds!: string[] | null;

  @Column('text', { nullable: true })
  purpose!: string | null;

  @Column('jsonb', { nullable: true })
  before!: unknown;

  @Column('jsonb', { nullable: true })
  after!: unknown;

  @Column('text', { name: 'trace_id', nullable: true })
  traceId!: string | null;
}

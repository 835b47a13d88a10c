import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@fanxing/runtime/identity';
import type { ClientAuthentication, ClientStatus } from './client.js';

@Entity({ schema: 'tenant', name: 'client' })
export class ClientEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('text')
  status!: ClientStatus;

  @Column('text')
  authentication!: ClientAuthentication;

  @Column('timestamptz', { name: 'tokens_from', nullable: true })
  tokensFrom!: Date | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

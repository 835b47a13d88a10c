import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@fanxing/runtime/identity';
import type { UserStatus } from './user.js';

@Entity({ schema: 'tenant', name: 'user' })
export class UserEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  username!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('text')
  status!: UserStatus;

  @Column('text', { name: 'temporary_password', nullable: true })
  temporaryPassword!: string | null;

  @Column('timestamptz', { name: 'tokens_from', nullable: true })
  tokensFrom!: Date | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

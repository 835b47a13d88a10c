import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Permission, Role } from '@fanxing/runtime/identity';

@Entity({ schema: 'tenant', name: 'api_key' })
export class ApiKeyEntity {
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

  @Column('text', { array: true })
  scopes!: Permission[];

  @Column('text', { array: true, nullable: true })
  addresses!: string[] | null;

  @Column('text')
  prefix!: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

/** A secret of a key, by its hash alone. */
@Entity({ schema: 'tenant', name: 'api_key_secret' })
export class ApiKeySecretEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  environment!: string;

  @PrimaryColumn('text')
  sha256!: string;

  @Column('text', { name: 'api_key_id' })
  apiKeyId!: string;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;
}

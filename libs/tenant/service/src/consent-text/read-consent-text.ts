import { Injectable } from '@nestjs/common';
import {
  BatchedReads,
  byOwner,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ConsentText } from './consent-text.js';
import { findConsentTexts, listConsentTexts } from './consent-text.store.js';

/** Reads the texts that the tenant has published. */
@Injectable()
export class ReadConsentText {
  private readonly texts = new BatchedReads<ConsentText[]>(async (context, digests) =>
    byOwner(
      await this.database.transaction(context, (transaction) => findConsentTexts(transaction, digests)),
      ({ digest }) => digest,
    ),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async page(
    context: TenantContext,
    query: PageArguments & { readonly purpose?: string | null },
  ): Promise<Connection<ConsentText>> {
    mustBeAllowedTo(context, 'consent:read');
    const page = parsePage(query, context, 'consentTexts');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await listConsentTexts(transaction, query.purpose ?? null, page)),
    );
  }

  /** The text under which a consent was given; null when the bank keeps its texts elsewhere. */
  async ofConsent(
    context: TenantContext,
    { purpose, textDigest }: { purpose: string; textDigest: string | null },
  ): Promise<ConsentText | null> {
    mustBeAllowedTo(context, 'consent:read');
    if (textDigest === null) return null;
    const published = (await this.texts.of(context, textDigest)) ?? [];
    return published.find((text) => text.purpose === purpose) ?? null;
  }
}

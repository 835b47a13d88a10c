import { Inject, Injectable } from '@nestjs/common';
import { Fault, isId, parseId, type Clock } from '@fanxing/kernel';
import type { BorrowerIdentifiers } from '@fanxing/lending-contract';
import {
  coveredAttributes,
  type DataAccess,
  type DataCategory,
  type DataDictionary,
} from '@fanxing/runtime/consent';
import {
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { isAllowedTo, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames } from '@fanxing/tenant-contract';
import { findBorrowersById, readBorrowers, type BorrowerFilter } from './borrower.store.js';
import { borrowerView, type BorrowerView } from './borrower.view.js';
import { parseIdentifiers } from './parse-borrower.js';
import {
  blindIdentifier,
  blindReference,
  openBorrower,
  type BorrowerDetails,
  type KeptBorrower,
} from './sealed-borrower.js';

/** Which borrowers a list shows: all that are given must match exactly. */
export interface BorrowerLookup {
  readonly reference?: string | null;
  readonly phone?: string | null;
  readonly identityNumber?: string | null;
  readonly unifiedSocialCreditCode?: string | null;
}

/** What names and reaches a person, as it is. */
export type BorrowerInClear = Pick<
  BorrowerDetails,
  'name' | 'phone' | 'identityNumber' | 'unifiedSocialCreditCode'
> & { readonly id: string };

/** Reads borrowers of the caller's tenant, masked by the reader's roles. */
@Injectable()
export class ReadBorrower {
  private readonly dataNames: KnownDataNames;
  private readonly rows = new BatchedReads<KeptBorrower>(async (context, ids) =>
    byId(await findBorrowersById(this.database, context, ids)),
  );
  private readonly shown = new BatchedReads<BorrowerView>(async (context, ids) =>
    byId(await this.views(context, await findBorrowersById(this.database, context, ids))),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  async byId(context: TenantContext, id: string): Promise<BorrowerView> {
    mustBeAllowedTo(context, 'borrower:read');
    const view = await this.shown.of(context, parseId('borrower', id));
    if (!view) throw new Fault('NOT_FOUND', { what: 'borrower', id }, 'id');
    return view;
  }

  /** Whose record something is: of a borrower who was erased nothing is left but the id. */
  async ofRecord(context: TenantContext, id: string): Promise<BorrowerView> {
    mustBeAllowedTo(context, 'borrower:read');
    const view = await this.shown.of(context, id);
    const nothing = { name: null, phone: null, identityNumber: null, unifiedSocialCreditCode: null };
    return view ?? { id, reference: 'ERASED', attributes: {}, ...nothing };
  }

  /** Name and identifiers without a mask. The read is recorded as one of its own. Fails with FORBIDDEN. */
  async inClear(context: TenantContext, id: string): Promise<BorrowerInClear> {
    mustBeAllowedTo(context, 'borrower:reveal');
    const row = await this.row(context, id);
    return this.keeper.using(context, (keys) => {
      const { reference: _, attributes: __, ...identifiers } = openBorrower(keys, row);
      return { id, ...identifiers };
    });
  }

  /** References, in the order of the ids. Fails with NOT_FOUND unless every id is a borrower here. For contract calls. */
  async references(context: TenantContext, ids: readonly string[]): Promise<string[]> {
    const wanted = ids.map((id) => parseId('borrower', id));
    const found = await findBorrowersById(this.database, context, wanted);
    const byId = new Map(found.map((row) => [row.id, row]));
    return this.keeper.using(context, (keys) =>
      wanted.map((id) => {
        const row = byId.get(id);
        if (!row) throw new Fault('NOT_FOUND', { what: 'borrower', id });
        return openBorrower(keys, row).reference;
      }),
    );
  }

  /** Those attributes that the access covers. Fails with NOT_FOUND. For contract calls. */
  async attributes(context: TenantContext, access: DataAccess): Promise<BorrowerDetails['attributes']> {
    const row = await this.row(context, access.borrowerId);
    const opened = await this.keeper.using(context, (keys) => openBorrower(keys, row));
    return coveredAttributes(access, await this.dictionary(context, [opened]), opened.attributes);
  }

  /** What names the borrower, as far as the access covers it. Fails with NOT_FOUND. For contract calls. */
  async identifiers(context: TenantContext, access: DataAccess): Promise<BorrowerIdentifiers> {
    const row = await this.row(context, access.borrowerId);
    const opened = await this.keeper.using(context, (keys) => openBorrower(keys, row));
    const covers = (category: DataCategory): boolean => access.categories.includes(category);
    return {
      person: covers('IDENTITY') ? (opened.identityNumber ?? opened.unifiedSocialCreditCode) : null,
      phone: covers('CONTACT') ? opened.phone : null,
    };
  }

  /** Those of the texts that are ids of borrowers here. For contract calls. */
  async known(context: TenantContext, ids: readonly string[]): Promise<string[]> {
    const wanted = ids.filter((id) => isId('borrower', id));
    return (await findBorrowersById(this.database, context, wanted)).map(({ id }) => id);
  }

  async page(
    context: TenantContext,
    page: PageArguments & BorrowerLookup,
  ): Promise<Connection<BorrowerView>> {
    mustBeAllowedTo(context, 'borrower:read');
    const parsed = parsePage(page, context, 'borrowers');
    const rows = await this.keeper.using(context, (keys) => {
      const filter = this.filter(keys, page);
      return this.database.transaction(context, (transaction) => readBorrowers(transaction, parsed, filter));
    });
    return connectionOf(parsed, await this.views(context, rows));
  }

  /** Nobody is found by a number that can be nobody's: that is an error of the caller. */
  private filter(keys: TenantKeys, lookup: BorrowerLookup): BorrowerFilter {
    const { phone, identityNumber, unifiedSocialCreditCode } = parseIdentifiers(lookup, this.clock.now(), '');
    const { reference = null } = lookup;
    return {
      reference: reference === null ? null : blindReference(keys, reference),
      referenceText: reference,
      phone: blindIdentifier(keys, 'phone', phone ?? null),
      identityNumber: blindIdentifier(keys, 'identityNumber', identityNumber ?? null),
      unifiedSocialCreditCode: blindIdentifier(
        keys,
        'unifiedSocialCreditCode',
        unifiedSocialCreditCode ?? null,
      ),
    };
  }

  private async row(context: TenantContext, id: string): Promise<KeptBorrower> {
    const row = await this.rows.of(context, parseId('borrower', id));
    if (!row) throw new Fault('NOT_FOUND', { what: 'borrower', id }, 'id');
    return row;
  }

  private async views(context: TenantContext, rows: readonly KeptBorrower[]): Promise<BorrowerView[]> {
    const mayReveal = isAllowedTo(context, 'borrower:reveal');
    const opened = await this.keeper.using(context, (keys) => rows.map((row) => openBorrower(keys, row)));
    const dictionary = mayReveal ? undefined : await this.dictionary(context, opened);
    return opened.map((details, place) =>
      borrowerView(rows[place]?.id ?? '', details, mayReveal, (name) => dictionary?.find('ATTRIBUTE', name)),
    );
  }

  private dictionary(context: TenantContext, opened: readonly BorrowerDetails[]): Promise<DataDictionary> {
    const names = [...new Set(opened.flatMap(({ attributes }) => Object.keys(attributes)))];
    return this.dataNames.dictionaryFor(context, 'ATTRIBUTE', names);
  }
}

import { masks } from './mask.js';
import { because, clear, field, type PersonalField } from './personal-field.js';
import { riskFields } from './risk-fields.js';

/**
 * The one list. A test holds the database against it: a column of text, bytes or JSON that is neither here nor named as one of
 * ours below is a failure, and a test with canaries looks whether anything stands in the clear after a whole loan.
 */
export const personalFields: readonly PersonalField[] = [
  ...riskFields,
  field('lending.borrower.reference', 'IDENTITY', 'EMPTIED', { mask: 'REFERENCE' }),
  field('lending.borrower.reference_sealed', 'IDENTITY', 'SEALED', { mask: 'REFERENCE' }),
  field('lending.borrower.reference_index', 'IDENTITY', 'INDEX'),
  field('lending.borrower.attributes', 'MIXED', 'EMPTIED', { mask: 'ALL' }),
  field('lending.borrower.attributes_sealed', 'MIXED', 'SEALED', { mask: 'ALL' }),
  field('lending.borrower.name_sealed', 'IDENTITY', 'SEALED', { mask: 'NAME' }),
  field('lending.borrower.phone_sealed', 'CONTACT', 'SEALED', { mask: 'PHONE' }),
  field('lending.borrower.phone_index', 'CONTACT', 'INDEX'),
  field('lending.borrower.identity_number_sealed', 'IDENTITY', 'SEALED', { mask: 'IDENTITY_NUMBER' }),
  field('lending.borrower.identity_number_index', 'IDENTITY', 'INDEX'),
  field('lending.borrower.credit_code_sealed', 'IDENTITY', 'SEALED', { mask: 'CREDIT_CODE' }),
  field('lending.borrower.credit_code_index', 'IDENTITY', 'INDEX'),
  field('lending.borrower.data_key', 'SECRET', 'KEY'),
  field('lending.offer.signature', 'IDENTITY', 'SEALED'),
  field(
    'lending.loan.failure',
    'NONE',
    'CLEAR',
    because("the bank's words on a payment; erased with the borrower"),
  ),
  field('lending.application.reasons', 'NONE', 'CLEAR', because('codes of our own list')),
  field('lending.erasure.counts', 'NONE', 'CLEAR', because('counts')),
  field('lending.erasure.destroyed_key', 'NONE', 'CLEAR', because('names a key that is gone')),
  field('lending.mandate.account', 'IDENTITY', 'SEALED', { mask: 'REFERENCE' }),
  field('lending.case_entry.text', 'TEXT', 'SEALED'),
  field(
    'tenant.bank_connection.connection',
    'SECRET',
    'SEALED',
    because('the key in it is sealed, the address is not'),
  ),
  field(
    'tenant.user.username',
    'IDENTITY',
    'CLEAR',
    because("a sign-in of the bank's staff, needed to find it"),
  ),
  field('tenant.user.temporary_password', 'SECRET', 'SEALED'),
  field('tenant.client.name', 'NONE', 'CLEAR', because("a program's name")),
  field('tenant.tenant.name', 'NONE', 'CLEAR', because("the bank's name")),
  field('tenant.consent.proof', 'IDENTITY', 'SEALED'),
  field('tenant.consent.recipients', 'NONE', 'CLEAR', because('organisations')),
  field('tenant.consent_evidence.content', 'IDENTITY', 'SEALED'),
  field('tenant.consent_text.text_en', 'NONE', 'CLEAR', because('a published document')),
  field('tenant.consent_text.text_zh', 'NONE', 'CLEAR', because('a published document')),
  field('tenant.data_name.name', 'NONE', 'CLEAR', because('a name of data, not data')),
  field('tenant.registered_operation.name', 'NONE', 'CLEAR', because('a program of the bank')),
  field('tenant.registered_operation.text', 'NONE', 'CLEAR', because('a program of the bank')),
  field('tenant.subject_request.details', 'TEXT', 'SEALED'),
  field('tenant.subject_request.correction', 'MIXED', 'SEALED'),
  field('tenant.subject_request.rejection_note', 'TEXT', 'SEALED'),
  field('tenant.subject_request.rejection', 'NONE', 'CLEAR', because('a code of our own list')),
  field('tenant.subject_request.result', 'NONE', 'CLEAR', because('counts and digests')),
  field('tenant.tenant.rejection', 'NONE', 'CLEAR', because("an operator's word on a bank")),
  field('tenant.provisioning_step.name', 'NONE', 'CLEAR', because('a step of our own list')),
  field('tenant.provisioning_step.failure', 'NONE', 'CLEAR', because('a code of our own list')),
  field('tenant.offboarding.left_slug', 'NONE', 'CLEAR', because("the bank's short name")),
  field('tenant.offboarding.reason', 'NONE', 'CLEAR', because("an operator's word on a bank")),
  field('tenant.offboarding.export', 'NONE', 'CLEAR', because('folders, counts and digests')),
  field('tenant.offboarding.certificate', 'NONE', 'CLEAR', because('counts and digests')),
  field('foundation.tenant_database.name', 'NONE', 'CLEAR', because("a database's name, a tenant's id")),
  field('foundation.placement.database', 'NONE', 'CLEAR', because("a database's name, a tenant's id")),
  field('tenant.export.data_key', 'SECRET', 'KEY'),
  field('vault.tenant_key.wrapped', 'SECRET', 'KEY'),
  field(
    'audit.event.before',
    'NONE',
    'MASKED',
    because('values of persons are never written (docs/decisions/0052)'),
  ),
  field(
    'audit.event.after',
    'NONE',
    'MASKED',
    because('values of persons are never written (docs/decisions/0052)'),
  ),
  field('audit.anchor.signature', 'NONE', 'CLEAR', because('a signature of the platform over a digest')),
  field('product.product.name', 'NONE', 'CLEAR', because("a product's name")),
  ...clear("an account's name", 'ledger.account.name', 'ledger.account.name_zh'),
  ...clear(
    "a finance officer's words on the books",
    'ledger.journal_entry.description',
    'ledger.period_change.reason',
    'lending.ledger_proposal.content',
    'lending.ledger_proposal.reason',
    'lending.reconciliation_resolution.reason',
  ),
  ...clear(
    'an organisation that funds loans',
    'ledger.share_posting.party',
    'lending.funding_agreement.parties',
  ),
  ...clear(
    "the bank's own number of a payment, a statement or its account",
    'lending.bank_statement.reference',
    'lending.bank_statement.account',
    'lending.bank_statement_line.reference',
    'lending.incoming_payment.bank_reference',
  ),
  ...clear(
    'a code of our own list',
    'lending.incoming_payment.problem',
    'lending.collection.last_outcome',
    'lending.disbursement.last_outcome',
    'lending.collection_policy.case_from_bucket',
    'lending.payment_hours.calendar',
    'lending.collection_case.opened_bucket',
    'lending.collection_case.ended_as',
    'lending.case_entry.channel',
  ),
  ...clear("the bank's word on why money was not taken, or went back", 'lending.collection.failure'),
  ...clear("the bank's own name for a mandate", 'lending.mandate.reference'),
  ...clear(
    'why somebody ended or gave up something, in words without personal data',
    'lending.collection.cancel_reason',
    'lending.disbursement.cancel_reason',
    'lending.mandate.reason',
    'lending.collection_case.reason',
  ),
  ...clear(
    "who of the bank's staff, as audit records name them",
    'lending.collection_case.assigned_to',
    'lending.case_entry.written_by',
    'lending.promise_to_pay.written_by',
  ),
  ...clear("a risk officer's word on a line", 'lending.line_event.reason'),
  ...clear('codes of reasons with their sentences', 'lending.line_event.reasons'),
  ...clear("a product's terms", 'lending.loan.plan'),
  ...clear('public holidays', 'lending.holiday_year.calendar', 'lending.holiday_year.source'),
  ...clear('amounts, rates, days and why a loan was changed', 'lending.loan_event.details'),
  ...clear("a program's name and what it may do", 'tenant.api_key.name', 'tenant.api_key.addresses'),
  ...clear('the first characters, by which people know it', 'tenant.api_key.prefix'),
  field('tenant.approval.request', 'NONE', 'MASKED', because('what names a person is masked in it')),
  field(
    'tenant.approval.request_hash',
    'MIXED',
    'HASHED',
    because('keyed, over the whole request with its key'),
  ),
  ...clear("an operator's words on an access", 'tenant.break_glass.reason'),
  field('tenant.user.person', 'IDENTITY', 'EMPTIED'),
  field('tenant.user.person_index', 'IDENTITY', 'INDEX'),
  field(
    '*.idempotency_key.key',
    'NONE',
    'CLEAR',
    because('the bank names a request; goes with the borrower it was about'),
  ),
  field(
    '*.idempotency_key.request_hash',
    'MIXED',
    'HASHED',
    because("keyed where a request holds a person's data, over the whole request with its key"),
  ),
  field('*.idempotency_key.answer', 'NONE', 'CLEAR', because('ids, statuses and terms')),
  field('*.outbox_event.payload', 'NONE', 'CLEAR', because('ids, statuses and amounts')),
];

/** Names of columns that are ours in every table: ids, codes, states, digests of what is public. */
export const impersonalColumns: readonly RegExp[] = [
  /(^|_)ids?$/,
  /^(environment|chain_environment|holder_environment)$/,
  /^(status|state|isolation|kind|type|code|product_code|currency|direction|side|normal_side|rounding|purpose|category|categories|meter|outcome|slug|suite|version)$/,
  /^(account_code|item_key|bucket|tier|remainder|authentication|scopes|operations)$/,
  /^(text_version|time_zone|roles|operation|action|service|actor_kind|subject_kind|cause_type|signed_how|terms)$/,
  /^(sha256|digest|text_digest|evidence_digest|hash|previous_hash|event_hashes)$/,
  /^(asked|created|approved|decided|ended|rejected|requested|resolved|confirmed|opened|handled|declared|proposed|published|registered|set)_by$/,
];

/** The entry of a column, if it has one. */
export function fieldOf(schema: string, table: string, column: string): PersonalField | undefined {
  const names = [`${schema}.${table}.${column}`, `*.${table}.${column}`];
  return personalFields.find((each) => names.includes(each.column));
}

const byColumn = new Map(personalFields.map((each) => [each.column, each]));

/** Throws for a column that the list does not call sealed: what is not on the list is not written. */
export function mustBeSealed(table: string, column: string): void {
  if (byColumn.get(`${table}.${column}`)?.kept !== 'SEALED')
    throw new Error(`${table}.${column} is not on the list of sealed fields`);
}

/** Shows a column's value to somebody who may not see it, by the column's rule; nothing of it where there is none. */
export function maskedBy(column: string, text: string): string {
  return masks[byColumn.get(column)?.mask ?? 'ALL'](text);
}

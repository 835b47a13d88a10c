import { createHash } from 'node:crypto';
import { Fault, parseId, parseInstant, type Instant } from '@fanxing/kernel';
import { categoriesOf, type DataCategory } from '@fanxing/runtime/consent';
import { newId } from '@fanxing/runtime/identifier';
import type { ConsentEvidenceInput, ConsentGrantInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import type { NewConsent } from './consent.store.js';

const recipientsMax = 20;
const contentLengthMax = 20_000;

/** Reads a consent as a bank records it at a moment. Fails with INPUT_INVALID or CONSENT_REQUIRED, and says where. */
export function parseConsent(input: ConsentGrantInput, now: Instant, path: string): NewConsent {
  const validFrom = input.validFrom ? parseInstant(input.validFrom, `${path}.validFrom`) : now;
  return {
    id: newId('consent'),
    borrowerId: parseId('borrower', input.borrowerId, `${path}.borrowerId`),
    purpose: input.purpose,
    categories: categoriesIn(input, path),
    recipients: recipientsIn(input.recipients ?? [], path),
    textVersion: plainLine(input.textVersion, 100, `${path}.textVersion`),
    textDigest: null,
    grantedAt: now,
    validFrom,
    expiresAt: endOf(input, now, validFrom, path),
    withdrawnAt: null,
    proof: plainLine(input.proof, 500, `${path}.proof`),
    ...evidenceIn(input.evidence ?? null, `${path}.evidence`),
  };
}

/** The least that the purpose needs, or a part of it. Asking a borrower for more is refused. */
function categoriesIn({ purpose, categories }: ConsentGrantInput, path: string): readonly DataCategory[] {
  const least = categoriesOf(purpose);
  if (categories === null || categories === undefined) return least;
  const beyond = categories.filter((category) => !least.includes(category));
  if (categories.length === 0 || beyond.length > 0) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: `${purpose} needs at most ${least.join(', ')}, and at least one of them` },
      `${path}.categories`,
    );
  }
  return [...new Set(categories)];
}

function recipientsIn(recipients: readonly string[], path: string): string[] {
  if (recipients.length > recipientsMax)
    throw new Fault('BATCH_TOO_LARGE', { limit: recipientsMax }, `${path}.recipients`);
  return recipients.map((recipient, index) => plainLine(recipient, 100, `${path}.recipients.${index}`));
}

function endOf(
  { expiresAt }: ConsentGrantInput,
  now: Instant,
  validFrom: Instant,
  path: string,
): Instant | null {
  if (!expiresAt) return null;
  const end = parseInstant(expiresAt, `${path}.expiresAt`);
  if (end <= now || end <= validFrom) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'A consent can not have run out already, nor end before it begins' },
      `${path}.expiresAt`,
    );
  }
  return end;
}

function evidenceIn(
  input: ConsentEvidenceInput | null,
  path: string,
): Pick<NewConsent, 'signedHow' | 'signedAt' | 'evidenceDigest' | 'evidence'> {
  if (input === null) return { signedHow: null, signedAt: null, evidenceDigest: null, evidence: null };
  const content = input.content ?? null;
  if (content !== null && (content.length === 0 || content.length > contentLengthMax)) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: `content must have 1 to ${contentLengthMax} characters` },
      `${path}.content`,
    );
  }
  const computed = content === null ? null : createHash('sha256').update(content).digest('hex');
  const digest = input.digest?.toLowerCase() ?? computed;
  if (digest === null || !/^[0-9a-f]{64}$/.test(digest) || (computed !== null && digest !== computed)) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'digest must be the SHA-256 of the evidence in 64 hexadecimal digits' },
      `${path}.digest`,
    );
  }
  return {
    signedHow: input.method,
    signedAt: parseInstant(input.signedAt, `${path}.signedAt`),
    evidenceDigest: digest,
    evidence: content,
  };
}

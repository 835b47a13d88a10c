import { z } from 'zod';
import { Fault } from '@fanxing/kernel';

/** At most one of these befalls a request, so each share is exact. */
export const exclusiveShares = [
  'failShare',
  'takeAndNotAnswerShare',
  'failAfterPayingShare',
  'rejectShare',
  'dripShare',
  'wrongBodyShare',
  'resetShare',
] as const;

/** Of collections alone, beside the ones above. */
export const collectionShares = ['insufficientFundsShare', 'mandateMissingShare'] as const;

const share = z.number().min(0).max(1).default(0);
const milliseconds = z.number().int().min(0).max(86_400_000);

const faultsShape = z
  .strictObject({
    /** Every answer about a payment takes at least this long. */
    latencyMs: milliseconds.default(20),
    /** This share of payments takes `slowMs` longer, and is then paid as usual. */
    slowShare: share,
    slowMs: milliseconds.default(5000),
    /** 500, and nothing is paid. */
    failShare: share,
    /** Pays, then never answers. */
    takeAndNotAnswerShare: share,
    /** Pays, then answers 500. */
    failAfterPayingShare: share,
    /** Refuses with a reason. */
    rejectShare: share,
    /** Pays, then answers byte by byte, more slowly than anybody waits. */
    dripShare: share,
    /** Pays, then answers 200 with a page of HTML, half a document, or another payment. */
    wrongBodyShare: share,
    /** Pays, then resets the connection in the middle of the answer. */
    resetShare: share,
    /** Of collections: refuses because the account holds too little. */
    insufficientFundsShare: share,
    /** Of collections: refuses because it knows of no mandate. */
    mandateMissingShare: share,
    /** This share of cancellations answers 404, as a bank that offers none does. */
    noCancelShare: share,
    /** When above 0: answers 202 ACCEPTED and pays so much later. */
    paidAfterMs: milliseconds.default(0),
    /** This share of `GET /payments/{reference}` and of `GET /collections/{reference}` answers 503. */
    askFailShare: share,
    /** The same seed gives the same run of misbehaviour. */
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
  })
  .refine(
    (faults) =>
      [...exclusiveShares, ...collectionShares].reduce((sum, name) => sum + faults[name], 0) <= 1 + 1e-9,
    { message: 'the shares (slowShare, askFailShare and noCancelShare apart) add up to more than 1' },
  );

/** How a bank misbehaves; see each field. Shares are of the requests to pay and to collect that arrive, 0 to 1. */
export type Faults = z.infer<typeof faultsShape>;
export type FaultsInput = z.input<typeof faultsShape>;

/** Reads a set of faults; what is left out is at its default. Fails with INPUT_INVALID. */
export function parseFaults(json: unknown): Faults {
  const parsed = faultsShape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ['faults', ...(issue?.path ?? [])].join('.');
  throw new Fault('INPUT_INVALID', { problem: `${path}: ${issue?.message ?? 'is not valid'}` }, path);
}

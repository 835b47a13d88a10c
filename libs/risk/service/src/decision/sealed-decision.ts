import { openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';

/** What a decision read and how it went: a person's data, whatever the model made of them. */
export interface DecisionFacts {
  readonly attributes: Readonly<Record<string, string | number | null>>;
  readonly values: unknown;
  readonly trace: unknown;
}

/** A decision as it is kept; one of before it was sealed has its facts in the clear. */
export interface KeptFacts extends DecisionFacts {
  readonly id: string;
  readonly borrowerId: string;
  readonly factsSealed: string | null;
}

type Whose = Pick<KeptFacts, 'id' | 'borrowerId'>;

function placeOf({ id, borrowerId }: Whose) {
  return { table: 'risk.decision', column: 'facts_sealed', rowId: id, owner: borrowerId };
}

export function sealFacts(keys: TenantKeys, decision: Whose & DecisionFacts): string {
  const { attributes, values, trace } = decision;
  return sealText(keys, placeOf(decision), JSON.stringify({ attributes, values, trace }));
}

export function openFacts(keys: TenantKeys, kept: KeptFacts): DecisionFacts {
  const { attributes, values, trace, factsSealed } = kept;
  if (factsSealed === null) return { attributes, values, trace };
  return JSON.parse(openText(keys, placeOf(kept), factsSealed)) as DecisionFacts;
}

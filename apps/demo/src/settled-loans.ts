import type { Api } from './api.js';
import { DemoError } from './demo-error.js';

/** A loan as the demo reads it back. */
export interface LoanSeen {
  readonly id: string;
  readonly status: string;
  readonly principal: { readonly amount: string; readonly currency: string };
  readonly disbursedAt: string | null;
}

interface LoanPage {
  readonly edges: readonly { readonly node: LoanSeen }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const pageSize = 100;
const waitMaxMs = 60_000;
const pauseMs = 50;

/** Waits until no disbursement is under way any more, then reads all loans. */
export async function readSettledLoans(lender: Api): Promise<LoanSeen[]> {
  const deadline = performance.now() + waitMaxMs;
  while ((await page(lender, { first: 1, status: 'DISBURSING' })).edges.length > 0) {
    if (performance.now() > deadline)
      throw new DemoError('some disbursements are still not settled after a minute');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const loans: LoanSeen[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { edges, pageInfo } = await page(lender, { first: pageSize, after });
    loans.push(...edges.map(({ node }) => node));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  return loans;
}

async function page(lender: Api, variables: Record<string, unknown>): Promise<LoanPage> {
  const { loans } = await lender.send<{ loans: LoanPage }>(
    `query ($first: Int, $after: String, $status: LoanStatus) {
       loans(first: $first, after: $after, status: $status) {
         edges { node { id status principal { amount currency } disbursedAt } } pageInfo { hasNextPage endCursor }
       }
     }`,
    variables,
  );
  return loans;
}

import { payments } from './a-loan.fixture.js';
import type { Tenant } from './a-tenant.fixture.js';
import { eventually } from './eventually.fixture.js';
import { monitoringStrategy } from './monitoring-rules.fixture.js';

/** Rules that watch lines, borrowers with a loan who agree to it, and a look at the line of each. */
export async function watchingOf(
  { lender, riskOfficer, productCode }: Tenant,
  borrowerIds: readonly string[],
) {
  const { id: monitoringRulesId } = await riskOfficer.do<{ id: string }>(
    'publishMonitoring',
    { idempotencyKey: 'watching', productCode, content: monitoringStrategy, coolDownDays: 30 },
    'id',
  );
  for (const borrowerId of borrowerIds) await agree(lender, borrowerId);
  const events = borrowerIds.flatMap((borrowerId) => payments(borrowerId, `news of ${borrowerId}`, 1));
  await lender.do('ingestEvents', { events }, 'accepted');
  const ids = await eventually(30_000, async () => {
    const { earlyWarnings } = await lender.ask<{ earlyWarnings: { edges: { node: { id: string } }[] } }>(
      '{ earlyWarnings(first: 100) { edges { node { id } } } }',
    );
    const found = earlyWarnings.edges.map(({ node }) => node.id);
    return found.length < borrowerIds.length ? undefined : found;
  });
  return { monitoringRulesId, earlyWarningId: ids[0] ?? '' };
}

async function agree(lender: Tenant['lender'], borrowerId: string): Promise<void> {
  const consent = { borrowerId, purpose: 'MONITORING', textVersion: '2026-01', proof: 'form' };
  await lender.do('grantConsent', { idempotencyKey: `watch ${borrowerId}`, ...consent }, 'id');
}

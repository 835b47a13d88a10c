import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema } from 'graphql';

/**
 * The changes after which a bank's program that worked would fail, except those that the given record names: for each it
 * holds the path in backticks, such as `Loan.principal`, and what to do instead.
 */
export async function unannouncedBreakingChanges(
  publishedSdl: string,
  next: GraphQLSchema,
  record: string,
): Promise<readonly { path: string; message: string }[]> {
  const changes = await diff(buildSchema(publishedSdl), next);
  return changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking)
    .map((change) => ({ path: change.path ?? '', message: change.message }))
    .filter(({ path }) => !record.includes(`\`${path}\``));
}

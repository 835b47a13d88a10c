import { composeServices } from '@theguild/federation-composition';
import {
  GraphQLError,
  buildASTSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import type { Subgraph } from './read-subgraphs.js';

/** What clients see of all subgraphs together, or why these do not fit together. */
export type Composition =
  | { readonly schema: GraphQLSchema; readonly sdl: string; readonly problems: readonly [] }
  | { readonly schema?: undefined; readonly problems: readonly string[] };

/** Composes the subgraphs as the gateway does at its start, and leaves out what only the federation needs. */
export function composePublicSchema(subgraphs: readonly Subgraph[]): Composition {
  const services = [];
  for (const { name, sdl } of subgraphs) {
    try {
      services.push({ name, typeDefs: parse(sdl), url: `http://${name}.internal/graphql` });
    } catch (error) {
      return { problems: [`${name}: ${error instanceof GraphQLError ? error.message : String(error)}`] };
    }
  }
  const composed = composeServices(services);
  if (composed.errors) return { problems: composed.errors.map((error) => error.message) };
  const schema = lexicographicSortSchema(buildASTSchema(composed.publicDocumentNode));
  return { schema, sdl: `${printSchema(schema)}\n`, problems: [] };
}

import { Injectable } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { federation } from './federation.js';
import { readSdlFiles } from './sdl.js';

/**
 * Nest's driver of Apollo Server, with the schema of a federation 2 subgraph out of the files of `typePaths`. It stands
 * in for Nest's ApolloFederationDriver, which builds on a package of the Elastic License
 * (docs/decisions/0008-subgraphs-without-elastic-licence.md).
 */
@Injectable()
export class SubgraphDriver extends ApolloDriver {
  override generateSchema(options: ApolloDriverConfig): ReturnType<ApolloDriver['generateSchema']> {
    return super.generateSchema({ ...options, ...federation(readSdlFiles(options.typePaths ?? [])) });
  }
}

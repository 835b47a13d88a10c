import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
}

/** Types that every subgraph declares alike; the services put them before their own at their start. */
const common = 'libs/runtime/src/subgraph/shared.graphql';

/** What the gateway adds to the services. */
const gatewaysOwn = 'libs/gateway/src/node/node.graphql';

/** Each service of the repository that has SDL, by name. */
export function readSubgraphs(root: string): readonly Subgraph[] {
  const services = readdirSync(join(root, 'libs'))
    .sort()
    .map((name) => ({ name, files: sdlFiles(join(root, 'libs', name, 'service/src')) }))
    .filter(({ files }) => files.length > 0)
    .map(({ name, files }) => ({
      name,
      sdl: [join(root, common), ...files].filter(existsSync).map(read).join('\n'),
    }));
  const node = join(root, gatewaysOwn);
  return services.length > 0 && existsSync(node)
    ? [...services, { name: 'node', sdl: read(node) }]
    : services;
}

function sdlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

import type { Caller } from '../harness/caller.fixture.js';

interface TypeRef {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType: TypeRef | null;
}

interface Value {
  readonly name: string;
  readonly type: TypeRef;
}

interface Schema {
  readonly types: readonly {
    readonly name: string;
    readonly fields: readonly { name: string; args: Value[] }[] | null;
    readonly inputFields: readonly Value[] | null;
  }[];
}

const typeRef = 'type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';

/**
 * Every place in a request where the public schema takes an id, as `Query.loan(id)`: found by asking the gateway for its schema, so
 * that a new operation can not be forgotten.
 */
export async function reachesOf(caller: Caller): Promise<string[]> {
  const { __schema: schema } = await caller.ask<{ __schema: Schema }>(
    `{ __schema { types { name fields { name args { name ${typeRef} } } inputFields { name ${typeRef} } } } }`,
  );
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const found: string[] = [];
  const walk = (path: string, { name, type }: Value): void => {
    const named = innermost(type);
    if (named === 'ID') found.push(`${path}${name})`);
    for (const field of types.get(named)?.inputFields ?? []) walk(`${path}${name}.`, field);
  };
  for (const root of ['Query', 'Mutation']) {
    for (const field of types.get(root)?.fields ?? [])
      for (const argument of field.args) walk(`${root}.${field.name}(`, argument);
  }
  return found.sort();
}

function innermost(type: TypeRef): string {
  return type.ofType ? innermost(type.ofType) : (type.name ?? '');
}

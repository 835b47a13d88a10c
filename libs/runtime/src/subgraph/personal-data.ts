import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { ReadRecorder } from '../audit/index.js';
import type { SubgraphContext } from './subgraph-context.js';

/** Which of a service's types hold personal data, and where reading them is written down. */
export interface PersonalData {
  /** The type's name and the noun that the record of a read uses, such as `{ Borrower: 'borrower' }`. */
  readonly types: Readonly<Record<string, string>>;
  readonly recorder: ReadRecorder;
}

/**
 * Makes every field of a subgraph that answers such a type note what it answered, whoever wrote the resolver: a new query can
 * not be forgotten. What a mutation shows of its own work is recorded by the mutation.
 */
export function watchPersonalData(schema: GraphQLSchema, { types }: PersonalData): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const kind = types[getNamedType(field.type).name];
      if (kind !== undefined) watch(field, () => kind);
      else if (field.name === '_entities') watch(field, (answer) => types[typeNameOf(answer)]);
    }
  }
}

function watch(
  field: GraphQLField<unknown, SubgraphContext>,
  kindOf: (answer: object) => string | undefined,
): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, values, context, info) => {
    const answer: unknown = resolve(source, values, context, info);
    if (info.operation.operation !== OperationTypeNode.QUERY || !context.readTrail) return answer;
    return isPromise(answer)
      ? answer.then((value) => noted(value, context, kindOf))
      : noted(answer, context, kindOf);
  };
}

function noted<Answer>(
  answer: Answer,
  context: SubgraphContext,
  kindOf: (answer: object) => string | undefined,
): Answer {
  for (const one of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
    if (isPromise(one)) void one.then((value) => noted(value, context, kindOf)).catch(() => undefined);
    else if (one !== null && typeof one === 'object') {
      const kind = kindOf(one);
      const { id } = one as { id?: unknown };
      if (kind !== undefined && typeof id === 'string') context.readTrail?.note(kind, id);
    }
  }
  return answer;
}

function typeNameOf(answer: object): string {
  return (answer as { __typename?: string }).__typename ?? '';
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null)?.then === 'function';
}

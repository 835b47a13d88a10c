import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** An operation as a client sends it. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the operations are made of. */
export interface OperationSource {
  readonly schema: GraphQLSchema;
  /** A number of 0 up to 1, from a seed. */
  readonly random: () => number;
  /** Fields at the root, as the schema names them. */
  readonly roots: readonly string[];
  /** GraphQL's text for an argument that has to be given, such as `"loan_…"`; undefined: a field with it is not asked for. */
  readonly given: (field: string, argument: GraphQLArgument) => string | undefined;
  /** Fields that are not asked for, as `Type.field`. */
  readonly leftOut?: ReadonlySet<string>;
  readonly levelsMax?: number;
  /** The largest page that is asked for. */
  readonly pageMax?: number;
}

const rootsMax = 3;
const fieldsMax = 4;

/**
 * Makes an operation that is valid against the schema: fields by alias and twice, fragments in line and by name, pages by literal,
 * by variable, by a variable's default and unsaid, lists of ids, and every type that an interface can be.
 */
export function randomOperation(source: OperationSource): GeneratedOperation {
  return new OperationWriter(source).write();
}

class OperationWriter {
  private readonly fragments: string[] = [];
  private readonly declared: string[] = [];
  private readonly variables: Record<string, unknown> = {};
  private names = 0;

  constructor(private readonly source: OperationSource) {}

  write(): GeneratedOperation {
    const root = this.source.schema.getQueryType();
    if (!root) throw new Error('the schema has no queries');
    const fields = this.some(this.source.roots, rootsMax).flatMap((name) => {
      const field = root.getFields()[name];
      return field ? this.field(root, field, this.source.levelsMax ?? 9) : [];
    });
    const declared = this.declared.length > 0 ? `(${this.declared.join(', ')})` : '';
    const query = [`query Generated${declared} { ${fields.join(' ') || '__typename'} }`, ...this.fragments];
    return { query: query.join('\n'), variables: this.variables };
  }

  /** `isOneOfSeveral`: beside it stand selections of other types, whose fields of the same name may be of another kind. */
  private selection(type: GraphQLNamedType, levels: number, isOneOfSeveral = false): string {
    if (isAbstractType(type)) {
      const kinds = this.some(this.source.schema.getPossibleTypes(type), 3);
      return `{ __typename ${kinds.map((kind) => `... on ${kind.name} ${this.selection(kind, levels, true)}`).join(' ')} }`;
    }
    if (!isObjectType(type)) return '';
    const all = Object.values(type.getFields());
    const things = all.filter((field) => isCompositeType(getNamedType(field.type)));
    // Most of a thing's fields are plain; what costs are the others. A page is nothing without its edges.
    const { edges } = type.getFields();
    const wanted = new Set([
      ...this.some(all, fieldsMax),
      ...(things.length > 0 && this.chance(0.8) ? this.some(things, 2) : []),
      ...(edges ? [edges] : []),
    ]);
    const fields = [...wanted].flatMap((field) => this.field(type, field, levels, isOneOfSeveral));
    const parts = fields.map((text) => this.wrapped(type, text));
    return `{ ${parts.join(' ') || '__typename'} }`;
  }

  private field(
    parent: GraphQLNamedType,
    field: GraphQLField<unknown, unknown>,
    levels: number,
    wantsAlias = false,
  ): string[] {
    const type = getNamedType(field.type);
    const isThing = isCompositeType(type);
    if (this.source.leftOut?.has(`${parent.name}.${field.name}`) || (isThing && levels <= 1)) return [];
    const values = this.values(parent, field);
    if (values === undefined) return [];
    const times = this.chance(0.15) ? 2 : 1;
    return Array.from({ length: times }, () => {
      // What takes arguments bears a name of its own, or two of them would have to agree.
      const alias = wantsAlias || values.length > 0 || this.chance(0.1) ? `${this.name('a')}: ` : '';
      const inner = isThing ? ` ${this.selection(type, levels - 1)}` : '';
      return `${alias}${field.name}${values}${inner}`;
    });
  }

  /** The arguments as text; undefined when one is wanted that nobody can give. */
  private values(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string | undefined {
    const texts: string[] = [];
    const isSized = isPage(field.type) || isList(field.type);
    for (const argument of field.args) {
      if (isSized && argument.name === 'first') texts.push(...this.pageSize(argument));
      else if (isSized && ['last', 'after', 'before'].includes(argument.name)) continue;
      else if (isNonNullType(argument.type) && argument.defaultValue === undefined) {
        const text = this.source.given(`${parent.name}.${field.name}`, argument);
        if (text === undefined) return undefined;
        texts.push(`${argument.name}: ${text}`);
      } else if (isEnumType(argument.type) && this.chance(0.03))
        texts.push(`${argument.name}: ${this.one(argument.type.getValues()).name}`);
    }
    return texts.length > 0 ? `(${texts.join(', ')})` : '';
  }

  private pageSize({ name, type, defaultValue }: GraphQLArgument): string[] {
    const size = 1 + Math.floor(this.source.random() * (this.source.pageMax ?? 100));
    const canBeLeftOut = !isNonNullType(type) || defaultValue !== undefined;
    const way = Math.floor(this.source.random() * (canBeLeftOut ? 6 : 3));
    const variable = this.name('v');
    if (way === 0) return [`${name}: ${size}`];
    if (way === 5) return [];
    if (way === 1) {
      this.declared.push(`$${variable}: Int!`);
      this.variables[variable] = size;
    } else if (way === 2) this.declared.push(`$${variable}: Int! = ${size}`);
    else {
      // A variable that nobody sets counts as if the argument were not there.
      this.declared.push(`$${variable}: Int`);
      if (way === 3) this.variables[variable] = size;
    }
    return [`${name}: $${variable}`];
  }

  private wrapped(type: GraphQLNamedType, text: string): string {
    if (this.chance(0.1)) return `... on ${type.name} { ${text} }`;
    if (this.chance(0.1)) return `... @include(if: ${this.chance(0.8)}) { ${text} }`;
    if (!this.chance(0.1)) return text;
    const fragment = this.name('f');
    this.fragments.push(`fragment ${fragment} on ${type.name} { ${text} }`);
    return `...${fragment}`;
  }

  private some<Item>(items: readonly Item[], most: number): Item[] {
    const count = 1 + Math.floor(this.source.random() * most);
    return [...new Set(Array.from({ length: count }, () => this.one(items)))];
  }

  private one<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.source.random() * items.length)] as Item;
  }

  private chance(share: number): boolean {
    return this.source.random() < share;
  }

  private name(letter: string): string {
    this.names += 1;
    return `${letter}${this.names}`;
  }
}

function isPage(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return isObjectType(named) && 'edges' in named.getFields();
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

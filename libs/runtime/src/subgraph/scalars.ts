import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { Fault, parseBusinessDate, parseCurrency, parseInstant } from '@fanxing/kernel';

/** The scalars that every subgraph shares. A value that is not of its kind is refused before a resolver runs. */
export const scalars = {
  Decimal: textScalar('Decimal', (text) => {
    if (!/^-?\d{1,24}(\.\d{1,12})?$/.test(text)) throw new Fault('AMOUNT_MALFORMED', { amount: text });
    return text;
  }),
  Date: textScalar('Date', (text) => parseBusinessDate(text)),
  DateTime: textScalar('DateTime', (text) => parseInstant(text)),
  CurrencyCode: textScalar('CurrencyCode', (text) => parseCurrency(text)),
  JSON: new GraphQLScalarType({
    name: 'JSON',
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => literalValue(node, variables ?? {}),
  }),
};

function textScalar(name: string, read: (text: string) => string): GraphQLScalarType {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string')
      throw new Fault('INPUT_INVALID', { problem: `${name} is written as text in quotes` });
    return read(value.slice(0, 64));
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

function literalValue(node: ValueNode, variables: Record<string, unknown>): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literalValue(field.value, variables)]),
      );
    case Kind.LIST:
      return node.values.map((value) => literalValue(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.NULL:
      return null;
    default:
      return node.value;
  }
}

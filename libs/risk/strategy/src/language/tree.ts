import type { Numeric } from './decimal.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
export type Logical = 'and' | 'or' | '??';
export type Operator = Comparison | Arithmetic | Logical;

/** What an expression says, once its words have been read. */
export type Tree =
  | { readonly kind: 'constant'; readonly value: null | boolean | string | Numeric }
  | { readonly kind: 'name'; readonly name: string }
  /** `#`, the member that a loop such as `filter` stands at. */
  | { readonly kind: 'item' }
  | { readonly kind: 'list'; readonly members: readonly Tree[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Tree])[] }
  | { readonly kind: 'member'; readonly of: Tree; readonly key: string | number }
  | {
      readonly kind: 'interval';
      readonly low: Tree;
      readonly high: Tree;
      readonly open: string;
      readonly close: string;
    }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Tree }
  | { readonly kind: 'choice'; readonly condition: Tree; readonly yes: Tree; readonly no: Tree }
  | { readonly kind: 'group'; readonly inner: Tree }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Tree[] };

export const comparisons: ReadonlySet<string> = new Set<Comparison>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
]);
export const arithmetics: ReadonlySet<string> = new Set<Arithmetic>(['+', '-', '*', '/', '%', '^']);

/** How tightly an operator binds, as the engine has it; `^` alone groups from the right. */
export const bindings: Readonly<Record<string, number>> = {
  or: 10,
  and: 15,
  ...Object.fromEntries([...comparisons].map((operator) => [operator, 20])),
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '^': 70,
  '??': 80,
};
export const unaryBindings: Readonly<Record<string, number>> = { not: 50, '-': 200, '+': 200 };

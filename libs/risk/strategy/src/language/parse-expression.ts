import { beyond } from './beyond-compiler.js';
import { parseNumeric } from './decimal.js';
import { tokensOf, type Token } from './token.js';
import { bindings, comparisons, unaryBindings, type Operator, type Tree } from './tree.js';

const depthMax = 60;
const loops = new Set(['filter', 'map', 'some', 'all', 'none', 'one', 'count']);

/** Reads an expression of the ZEN language. Throws BeyondCompiler for what is not compiled. */
export function parseExpression(text: string): Tree {
  const parser = new ExpressionParser(text, false);
  return parser.end(parser.expression(0, true));
}

/** Where a parser of tests stands: `and`, `or` and `,` join whole tests there and not the parts of one. */
export class ExpressionParser {
  private readonly tokens: readonly Token[];
  private place = 0;
  private depth = 0;
  private loopDepth = 0;

  constructor(
    text: string,
    private readonly isTest: boolean,
  ) {
    this.tokens = tokensOf(text);
  }

  get next(): Token {
    return this.tokens[this.place] ?? { kind: 'end', text: '' };
  }

  sign(): string | undefined {
    return this.next.kind === 'sign' ? this.next.text : undefined;
  }

  take(sign: string): boolean {
    if (this.sign() !== sign) return false;
    this.place += 1;
    return true;
  }

  end(tree: Tree): Tree {
    return this.next.kind === 'end' ? tree : beyond('words after the end');
  }

  /** `isInner`: in the body of a loop, where a parser of tests joins as any other does. */
  expression(least: number, isInner: boolean): Tree {
    if (++this.depth > depthMax) beyond('an expression nested too deeply');
    let left = this.operand();
    for (let operator = this.sign(); operator !== undefined; operator = this.sign()) {
      if (this.isTest && !isInner && (operator === 'and' || operator === 'or')) break;
      const binding = bindings[operator];
      if (binding === undefined || binding < least) break;
      this.place += 1;
      const right = this.expression(operator === '^' ? binding : binding + 1, !this.isTest);
      left = { kind: 'binary', operator: operator as Operator, left, right };
    }
    if (least === 0 && this.take('?')) {
      const yes = this.expression(0, !this.isTest);
      if (!this.take(':')) beyond('a choice without its other branch');
      left = { kind: 'choice', condition: left, yes, no: this.expression(0, !this.isTest) };
    }
    this.depth -= 1;
    return left;
  }

  private operand(): Tree {
    const sign = this.sign();
    if (sign === undefined) return this.word();
    if (sign in unaryBindings) {
      this.place += 1;
      const operand = this.expression(unaryBindings[sign] ?? 0, !this.isTest);
      return { kind: 'unary', operator: sign as 'not' | '-' | '+', operand };
    }
    if (sign === '{') return this.object();
    if (sign !== '[' && sign !== '(') return beyond(`"${sign}" in an unexpected place`);
    if (this.isInterval()) return this.interval();
    return sign === '[' ? this.list() : this.group();
  }

  /** Whether `..` stands in this bracket itself and not in one inside it. */
  private isInterval(): boolean {
    let depth = 0;
    for (let place = this.place; place < this.tokens.length; place += 1) {
      const { kind, text } = this.tokens[place] as Token;
      if (kind !== 'sign') continue;
      if ('([{'.includes(text)) depth += 1;
      else if (')]}'.includes(text) && --depth === 0) return false;
      else if (text === '..' && depth === 1) return true;
    }
    return false;
  }

  private interval(): Tree {
    const open = this.next.text;
    this.place += 1;
    const low = this.expression(0, !this.isTest);
    if (!this.take('..')) beyond('an interval that is none');
    const high = this.expression(0, !this.isTest);
    const close = this.sign();
    if (close !== ']' && close !== ')') return beyond('an interval without an end');
    this.place += 1;
    return { kind: 'interval', low, high, open, close };
  }

  private list(): Tree {
    this.place += 1;
    const members = this.values(']', !this.isTest);
    return { kind: 'list', members };
  }

  private group(): Tree {
    this.place += 1;
    const inner = this.expression(0, !this.isTest);
    if (!this.take(')')) beyond('a bracket that is not closed');
    return this.members({ kind: 'group', inner }, false);
  }

  private object(): Tree {
    this.place += 1;
    const entries: (readonly [string, Tree])[] = [];
    while (!this.take('}')) {
      if (entries.length > 0 && !this.take(',')) beyond('an object without a comma');
      const { kind, text } = this.next;
      if ((kind !== 'name' && kind !== 'text') || text.startsWith('#')) return beyond('a computed key');
      this.place += 1;
      if (!this.take(':')) beyond('a key without a value');
      entries.push([text, this.expression(0, !this.isTest)]);
    }
    return { kind: 'object', entries };
  }

  private values(close: string, isInner: boolean): Tree[] {
    const values: Tree[] = [];
    while (!this.take(close)) {
      if (values.length > 0 && !this.take(',')) beyond('values without a comma');
      values.push(this.expression(0, isInner));
    }
    return values;
  }

  private word(): Tree {
    const { kind, text } = this.next;
    this.place += 1;
    if (kind === 'text') return { kind: 'constant', value: text };
    if (kind === 'number') {
      return { kind: 'constant', value: parseNumeric(text) ?? beyond('a number with too many digits') };
    }
    if (kind !== 'name') return beyond('an expression without an end');
    if (text === 'null') return { kind: 'constant', value: null };
    if (text === 'true' || text === 'false') return { kind: 'constant', value: text === 'true' };
    if (text.startsWith('#')) {
      if (text !== '#' || this.loopDepth === 0) return beyond('# outside of a loop');
      return this.members({ kind: 'item' }, false);
    }
    if (this.take('(')) return this.call(text);
    return this.members({ kind: 'name', name: text }, true);
  }

  private call(name: string): Tree {
    const isLoop = loops.has(name);
    if (isLoop) this.loopDepth += 1;
    const values = this.values(')', isLoop || !this.isTest);
    if (isLoop) this.loopDepth -= 1;
    return { kind: 'call', name, values };
  }

  /** `.name`, `["name"]`, and on a name also `[0]`: what else can stand in brackets is left to the engine. */
  private members(start: Tree, withPlaces: boolean): Tree {
    let of = start;
    for (;;) {
      if (this.take('.')) {
        const { kind, text } = this.next;
        if (kind !== 'name' || /^[#$]/.test(text)) return beyond('a member that is no name');
        this.place += 1;
        of = { kind: 'member', of, key: text };
      } else if (this.take('[')) {
        const { kind, text } = this.next;
        this.place += 1;
        if (!this.take(']')) return beyond('a computed member');
        if (kind === 'text') of = { kind: 'member', of, key: text };
        else if (kind === 'number' && withPlaces && /^\d{1,6}$/.test(text))
          of = { kind: 'member', of, key: Number(text) };
        else return beyond('a computed member');
      } else return of;
    }
  }
}

export function isComparison(sign: string | undefined): boolean {
  return sign !== undefined && comparisons.has(sign);
}

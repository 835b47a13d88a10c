import { problem, type StrategyProblem } from '../check/problem.js';
import type { Jdm } from '../jdm.js';
import { inferKind, type Kind, type KindOf, type TypeFault } from './infer-type.js';
import { namesMadeBy } from './names-made.js';
import { piecesOf, readTree, type Piece } from './pieces.js';
import { reviewTable } from './review-table.js';

/** What a strategy is given, by name: a kind, the names inside an object, or a rule for names without number. */
export type StrategyInputs = Readonly<Record<string, Kind | ((name: string) => Kind | undefined)>>;

/** What the decision of a loan gives its strategy: `isIndicator`, `isAttribute` and `isSignal` say which of those there are. */
export function lendingInputs(
  isIndicator: (name: string) => boolean,
  isAttribute: (name: string) => boolean = () => true,
  isSignal: (name: string) => boolean = () => false,
): StrategyInputs {
  return {
    probabilityOfBad: 'number',
    score: 'number',
    eventCount: 'number',
    daysSinceLastEvent: 'number',
    indicators: (name) => (isIndicator(name) ? 'number' : undefined),
    attributes: (name) => (isAttribute(name) ? 'unknown' : undefined),
    signals: (name) => (isSignal(name) ? 'number' : undefined),
  };
}

/**
 * Looks at what a strategy that runs would nevertheless not do as it says: names that nothing gives, kinds that never
 * fit, rows that are never reached or quarrel, inputs that no row decides. Without inputs, names are not looked at.
 * The strategy has passed the check. Which of it are mistakes and which are warnings, `isWarning` says.
 */
export function reviewStrategy(jdm: Jdm, inputs?: StrategyInputs): StrategyProblem[] {
  const made = new Set(jdm.nodes.flatMap(namesMadeBy));
  const kindOf = kindsFrom(inputs, made);
  return jdm.nodes.flatMap((node) => [
    ...piecesOf(node).flatMap((piece) => reviewPiece(node.id, piece, kindOf)),
    ...(node.type === 'decisionTableNode' ? reviewTable(node, made) : []),
  ]);
}

function kindsFrom(inputs: StrategyInputs | undefined, made: ReadonlySet<string>): KindOf {
  return ([first, second]) => {
    if (first === undefined || first === '$' || made.has(String(first)) || inputs === undefined)
      return 'unknown';
    const known = Object.hasOwn(inputs, first) ? inputs[first] : undefined;
    if (typeof known !== 'function') return known;
    return second === undefined ? 'object' : known(String(second));
  };
}

function reviewPiece(node: string, { text, field, row, column }: Piece, kindOf: KindOf): StrategyProblem[] {
  if (text.trim() === '') return [];
  const found: TypeFault[] = [];
  const subject = field === undefined ? undefined : kindOfField(field, kindOf);
  const tree = readTree(text, field !== undefined);
  if (!tree) return [];
  inferKind(
    tree,
    (path) => (path[0] === '$' && path.length === 1 ? (subject ?? 'unknown') : kindOf(path)),
    found,
  );
  const where = row === undefined ? column : `${column}, row ${row}`;
  const place = row === undefined ? { column } : { row, column };
  return found.map(({ what, text: said }) =>
    what === 'misfit'
      ? problem('TYPE_MISFIT', node, { where, expression: text, misfit: said }, place)
      : problem('NAME_UNKNOWN', node, { where, name: said }, place),
  );
}

function kindOfField(field: string, kindOf: KindOf): Kind {
  const tree = readTree(field, false);
  return tree ? inferKind(tree, kindOf, []) : 'unknown';
}

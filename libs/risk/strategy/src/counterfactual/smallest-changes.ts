/** A figure that may be changed, with the values that are worth a try: see {@link candidateValues}. */
export interface Movable {
  readonly name: string;
  /** Null: missing. */
  readonly from: number | null;
  readonly candidates: readonly number[];
}

export interface FigureChange {
  readonly name: string;
  readonly from: number | null;
  readonly to: number;
}

/** What came of running the strategy again with some changes. */
export interface Attempt {
  readonly turned: boolean;
  /** How far from the turn it still is, by any measure of the caller's: less is nearer. */
  readonly distance: number;
}

export interface SmallestChanges {
  /** Each turns the answer and none of its changes can be left out; the smallest first. */
  readonly found: readonly (readonly FigureChange[])[];
  /** Whether every set of changes of up to three figures was tried, as far as it could have been among the found. */
  readonly complete: boolean;
}

export interface SearchBounds {
  /** How many figures may change at once; 3 unless told. */
  readonly figuresMax?: number;
  /** How many sets are answered, each of other figures; 3 unless told. */
  readonly foundMax?: number;
  /** How often the strategy may be run; 3,000 unless told. */
  readonly attemptsMax?: number;
}

/**
 * The smallest changes that turn an answer: fewest figures first (a person can act on one or two), and among as many the
 * least relative change |to − from| ÷ max(|from|, |to|) in sum, 1 for a figure that was missing. Equals keep the order of
 * the figures, so the same input gives the same answer. A counterfactual in the sense of Wachter, Mittelstadt and
 * Russell, “Counterfactual explanations without opening the black box” (2018); only over figures that can be acted on,
 * by enumeration of the cells of a piecewise constant model, as in Ustun, Spangher and Liu, “Actionable recourse in
 * linear classification” (2019).
 *
 * Where all sets of a size are more than may be tried, those candidates that alone bring the answer nearest are combined;
 * what is found is then still true and irreducible, and may not be all there is.
 */
export async function smallestChanges(
  movables: readonly Movable[],
  attempt: (changes: readonly FigureChange[]) => Promise<Attempt>,
  { figuresMax = 3, foundMax = 3, attemptsMax = 3_000 }: SearchBounds = {},
): Promise<SmallestChanges> {
  const found: (readonly FigureChange[])[] = [];
  let left = attemptsMax;
  const all = candidatesOf(movables);
  let complete = all.length <= left;
  const singles = byCost(all.slice(0, left).map((candidate) => [candidate]));
  const tried: { readonly candidate: Candidate; readonly distance: number }[] = [];
  for (const [candidate] of singles as [Candidate][]) {
    left -= 1;
    const { turned, distance } = await attempt([changeOf(candidate)]);
    tried.push({ candidate, distance });
    if (turned) keep(found, [candidate], foundMax);
  }
  const nearest = tried.sort((one, other) => one.distance - other.distance).map(({ candidate }) => candidate);
  for (let size = 2; size <= figuresMax && found.length < foundMax; size += 1) {
    const open = nearest.filter(
      ({ name }) => !found.some((set) => set.length === 1 && set[0]?.name === name),
    );
    const pool = open.slice(0, poolMax(open.length, size, left));
    complete &&= pool.length === open.length;
    for (const set of byCost(setsOf(pool, size))) {
      if (found.length >= foundMax) break;
      if (found.some((known) => known.every(({ name }) => set.some((one) => one.name === name)))) continue;
      left -= 1;
      if ((await attempt(set.map(changeOf))).turned) keep(found, set, foundMax);
    }
  }
  return { found, complete };
}

interface Candidate extends FigureChange {
  readonly cost: number;
  /** Where it stands among all candidates. */
  readonly place: number;
}

function candidatesOf(movables: readonly Movable[]): Candidate[] {
  return movables
    .flatMap(({ name, from, candidates }) =>
      candidates.map((to) => ({ name, from, to, cost: costOf(from, to) })),
    )
    .map((candidate, place) => ({ ...candidate, place }));
}

function costOf(from: number | null, to: number): number {
  return from === null ? 1 : Math.abs(to - from) / Math.max(Math.abs(from), Math.abs(to));
}

function changeOf({ name, from, to }: Candidate): FigureChange {
  return { name, from, to };
}

/** Each set of figures is answered once, by its cheapest change. */
function keep(found: (readonly FigureChange[])[], set: readonly Candidate[], foundMax: number): void {
  const isKnown = found.some(
    (known) => known.length === set.length && known.every(({ name }) => set.some((one) => one.name === name)),
  );
  if (!isKnown && found.length < foundMax) found.push(set.map(changeOf));
}

/** How many candidates can be combined into sets of a size without more attempts than are left. */
function poolMax(candidates: number, size: number, attempts: number): number {
  let pool = size;
  while (pool < candidates && setsFrom(pool + 1, size) <= attempts) pool += 1;
  return setsFrom(pool, size) <= attempts ? pool : 0;
}

function setsFrom(count: number, size: number): number {
  let sets = 1;
  for (let place = 0; place < size; place += 1) sets = (sets * (count - place)) / (place + 1);
  return Math.max(0, sets);
}

/** All sets of so many candidates of different figures. */
function setsOf(pool: readonly Candidate[], size: number, from = 0): Candidate[][] {
  if (size === 0) return [[]];
  const sets: Candidate[][] = [];
  for (let place = from; place <= pool.length - size; place += 1) {
    const first = pool[place] as Candidate;
    for (const rest of setsOf(pool, size - 1, place + 1))
      if (!rest.some(({ name }) => name === first.name)) sets.push([first, ...rest]);
  }
  return sets;
}

function byCost(sets: Candidate[][]): Candidate[][] {
  return sets
    .map((set) => ({
      set: set.sort((one, other) => one.place - other.place),
      cost: set.reduce((sum, { cost }) => sum + cost, 0),
    }))
    .sort((one, other) => one.cost - other.cost || comparePlaces(one.set, other.set))
    .map(({ set }) => set);
}

function comparePlaces(one: readonly Candidate[], other: readonly Candidate[]): number {
  const at = one.findIndex(({ place }, index) => place !== other[index]?.place);
  return at < 0 ? 0 : (one[at]?.place ?? 0) - (other[at]?.place ?? 0);
}

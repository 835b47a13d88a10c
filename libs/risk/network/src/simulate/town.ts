import type { Dice } from './dice.js';

export type Role =
  | 'person'
  | 'landlord'
  | 'organiser'
  | 'stall'
  | 'shop'
  | 'family shop'
  | 'wholesaler'
  | 'online seller'
  | 'employer';

/** The roles that a classifier should call individuals. */
export const individualRoles: ReadonlySet<Role> = new Set<Role>(['person', 'landlord', 'organiser']);

export interface Account {
  readonly id: string;
  role: Role;
  readonly district: number;
  readonly device: string;
  /** Family and friends. */
  readonly ties: Account[];
  favourites: readonly Account[];
  /** Tenants of a landlord, those whom an organiser collects from. */
  circle: readonly Account[];
  supplier: Account | null;
  owner: Account | null;
  workers: readonly Account[];
  opensOn: number;
}

export interface Town {
  readonly persons: readonly Account[];
  readonly merchants: readonly Account[];
  readonly sellersOf: readonly (readonly Account[])[];
  readonly online: readonly Account[];
  readonly employers: readonly Account[];
  readonly landlords: readonly Account[];
  readonly organisers: readonly Account[];
}

export interface Settlement {
  readonly individuals: number;
  readonly days: number;
  /** Multiplies how many sellers a district has, and so divides how many customers each has. */
  readonly choice: number;
  /** Share of the persons without family or friends that they pay. */
  readonly loners: number;
}

const personsPerDistrict = 120;

/**
 * Who lives where and knows whom. In each district: 120 persons in households of one to five, in one to three circles of five to
 * fifteen friends in which every other pair is tied; five stalls (one of which opens in the last fifth of the time), three
 * shops, one family shop. A wholesaler for three districts, an employer for one. Of persons 2 % let rooms, 2 % organise.
 */
export function settle(dice: Dice, { individuals, days, choice, loners }: Settlement): Town {
  const districts = Math.max(1, Math.ceil(individuals / personsPerDistrict));
  const open = opener(dice);
  const persons = Array.from({ length: individuals }, (_, at) => open('person', at % districts));
  const online = Array.from({ length: 3 + Math.floor(districts / 4) }, () => open('online seller', 0));
  const wholesalers = Array.from({ length: Math.ceil(districts / 3) }, (_, at) => open('wholesaler', at));
  const employers = Array.from({ length: Math.max(4, districts) }, (_, at) =>
    open('employer', at % districts),
  );
  const sellersOf = Array.from({ length: districts }, (_, district) => {
    const locals = persons.filter((person) => person.district === district);
    befriend(
      dice,
      locals.filter(() => !dice.happens(loners)),
    );
    const supplier = wholesalers[Math.floor(district / 3)]!;
    return Array.from({ length: choice }, () =>
      openSellers(dice, open, locals, district, supplier, days),
    ).flat();
  });
  for (const person of persons) person.favourites = dice.sample(sellersOf[person.district]!, 4);
  for (const employer of employers) employer.workers = dice.sample(persons, dice.whole(20, 60));
  const some = dice.sample(persons, Math.ceil(individuals / 25));
  const landlords = some.filter((_, at) => at % 2 === 0);
  const organisers = some.filter((_, at) => at % 2 === 1);
  for (const landlord of landlords) {
    landlord.role = 'landlord';
    landlord.circle = dice.sample(persons, dice.whole(2, 8));
  }
  for (const organiser of organisers) {
    organiser.role = 'organiser';
    const friends = organiser.ties.flatMap(({ ties }) => ties);
    organiser.circle = [...new Set([...organiser.ties, ...dice.sample(friends, 15)])];
  }
  return {
    persons,
    merchants: [...sellersOf.flat(), ...online, ...wholesalers, ...employers],
    sellersOf,
    online,
    employers,
    landlords,
    organisers,
  };
}

type Open = (role: Role, district: number) => Account;

/** Ids tell nothing: they come in no order that a method could lean on. */
function opener(dice: Dice): Open {
  const taken = new Set<number>();
  return (role, district) => {
    let number = dice.whole(100_000, 9_999_999);
    while (taken.has(number)) number = dice.whole(100_000, 9_999_999);
    taken.add(number);
    return {
      id: String(number),
      role,
      district,
      device: `d${number}`,
      ties: [],
      favourites: [],
      circle: [],
      supplier: null,
      owner: null,
      workers: [],
      opensOn: 0,
    };
  };
}

function befriend(dice: Dice, locals: readonly Account[]): void {
  for (let begin = 0; begin < locals.length;) {
    const size = dice.whole(1, 5);
    tie(dice, locals.slice(begin, begin + size), 1);
    begin += size;
  }
  const circles = Math.ceil(locals.length / 5);
  for (let at = 0; at < circles; at += 1) tie(dice, dice.sample(locals, dice.whole(5, 15)), 0.5);
}

function tie(dice: Dice, group: readonly Account[], probability: number): void {
  group.forEach((one, at) => {
    for (const other of group.slice(at + 1)) {
      if (one.ties.includes(other) || !dice.happens(probability)) continue;
      one.ties.push(other);
      other.ties.push(one);
    }
  });
}

function openSellers(
  dice: Dice,
  open: Open,
  locals: readonly Account[],
  district: number,
  supplier: Account,
  days: number,
): Account[] {
  const roles: Role[] = ['stall', 'stall', 'stall', 'stall', 'stall', 'shop', 'shop', 'shop', 'family shop'];
  return roles.map((role, at) => {
    const seller = open(role, district);
    seller.owner = dice.pick(locals);
    seller.supplier = supplier;
    if (at === 0) seller.opensOn = Math.floor(days * 0.8);
    if (role === 'shop') seller.workers = dice.sample(locals, dice.whole(1, 4));
    // A family shop is one account for the business and the family: relatives give and get through it.
    if (role === 'family shop') {
      const relatives = [...new Set([seller.owner, ...seller.owner.ties])];
      for (const relative of relatives) {
        relative.ties.push(seller);
        seller.ties.push(relative);
      }
    }
    return seller;
  });
}

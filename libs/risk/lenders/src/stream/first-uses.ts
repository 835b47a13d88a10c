/** Of how many distinct partners at most one node remembers. */
export const usesMax = 50;

export interface Named {
  readonly name: string;
}

/**
 * Who used a thing, each from its first use on; or which things a borrower used. Only the earliest {@link usesMax} + 1 are kept, in the
 * order of first use, then of name: enough to know exactly at which moment a thing became a hub, whatever the order in which uses
 * are told. One that is let go was later than all that are kept, and what is kept only gets earlier.
 */
export class FirstUses<Partner extends Named> {
  private readonly partners: Partner[] = [];
  private readonly sinceMs: number[] = [];

  add(partner: Partner, atMs: number): void {
    const known = this.partners.indexOf(partner);
    if (known >= 0) {
      if ((this.sinceMs[known] ?? 0) <= atMs) return;
      this.partners.splice(known, 1);
      this.sinceMs.splice(known, 1);
    }
    let place = this.partners.length;
    while (place > 0 && this.isAfter(place - 1, partner, atMs)) place -= 1;
    if (place > usesMax) return;
    this.partners.splice(place, 0, partner);
    this.sinceMs.splice(place, 0, atMs);
    if (this.partners.length > usesMax + 1) {
      this.partners.pop();
      this.sinceMs.pop();
    }
  }

  /** Those first used before a moment; more than {@link usesMax} of them say that there may be others. */
  before(asOfMs: number): readonly Partner[] {
    let count = this.partners.length;
    while (count > 0 && (this.sinceMs[count - 1] ?? 0) >= asOfMs) count -= 1;
    return count === this.partners.length ? this.partners : this.partners.slice(0, count);
  }

  private isAfter(place: number, { name }: Partner, atMs: number): boolean {
    const since = this.sinceMs[place] ?? 0;
    return since > atMs || (since === atMs && (this.partners[place]?.name ?? '') > name);
  }
}

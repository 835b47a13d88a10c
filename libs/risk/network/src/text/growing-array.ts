/** A column whose length is known only at its end; doubles as it fills. */
export class GrowingUint32 {
  private column = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.column.length) {
      const wider = new Uint32Array(2 * this.length);
      wider.set(this.column);
      this.column = wider;
    }
    this.column[this.length] = value;
    this.length += 1;
  }

  values(): Uint32Array {
    return this.column.subarray(0, this.length);
  }

  /** Each value looked up in a table, in place. */
  mapped(table: Uint32Array): Uint32Array {
    const values = this.values();
    for (let at = 0; at < values.length; at += 1) values[at] = table[values[at]!]!;
    return values;
  }
}

export class GrowingFloat64 {
  private column = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.column.length) {
      const wider = new Float64Array(2 * this.length);
      wider.set(this.column);
      this.column = wider;
    }
    this.column[this.length] = value;
    this.length += 1;
  }

  values(): Float64Array {
    return this.column.subarray(0, this.length);
  }
}

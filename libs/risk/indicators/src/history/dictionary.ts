/** Words as small numbers, in the order in which they were first seen. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  readonly words: string[] = [];

  numberOf(word: string): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.words.length;
      this.numbers.set(word, number);
      this.words.push(word);
    }
    return number;
  }

  /** −1 where the word was never seen. */
  find(word: string): number {
    return this.numbers.get(word) ?? -1;
  }
}

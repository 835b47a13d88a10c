/** Lines of blank-separated words, given in pieces that may end anywhere. Empty lines and those that begin with `#` are skipped. */
export class LineText {
  private rest = '';
  private line = 0;
  private readonly decoder = new TextDecoder();

  constructor(private readonly take: (words: readonly string[], line: number) => void) {}

  push(piece: Uint8Array): void {
    const text = this.rest + this.decoder.decode(piece, { stream: true });
    let begin = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      this.read(text.slice(begin, end));
      begin = end + 1;
    }
    this.rest = text.slice(begin);
  }

  end(): void {
    const last = this.rest + this.decoder.decode();
    this.rest = '';
    if (last !== '') this.read(last);
  }

  private read(text: string): void {
    this.line += 1;
    const words: string[] = [];
    let begin = -1;
    for (let at = 0; at <= text.length; at += 1) {
      const isBlank = at === text.length || text.charCodeAt(at) <= 32;
      if (!isBlank && begin < 0) begin = at;
      if (isBlank && begin >= 0) {
        words.push(text.slice(begin, at));
        begin = -1;
      }
    }
    if (words.length > 0 && !words[0]!.startsWith('#')) this.take(words, this.line);
  }
}

import { EdgeText, type NamedEdges } from './edge-text.js';

function read(edges: string, vertices?: string, piece = 1_000): NamedEdges {
  const text = new EdgeText();
  const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
  if (vertices !== undefined) {
    text.expectVertices();
    text.vertices.push(bytes(vertices));
    text.vertices.end();
  }
  for (let at = 0; at < bytes(edges).length; at += piece)
    text.edges.push(bytes(edges).subarray(at, at + piece));
  return text.end();
}

function idsIn({ order, idOf }: NamedEdges): string[] {
  return [...order].map(idOf);
}

describe('edges in a file', () => {
  it('may be cut anywhere, end without a newline, and have blanks, tabs and carriage returns', () => {
    const text = '# two\n 店铺甲\t10 0.5 \r\n\n10   店铺乙';
    for (const piece of [1, 2, 7, 100]) {
      const edges = read(text, undefined, piece);
      expect(idsIn(edges)).toEqual(['10', '店铺乙', '店铺甲']);
      expect([...edges.weight!]).toEqual([0.5, 1]);
    }
  });

  it('have ids that are ordered as whole numbers, however long, if all are', () => {
    const long = '123456789012345678901234567890';
    expect(idsIn(read(`10 9\n${long} 007\n7 -3\n`))).toEqual(['-3', '007', '7', '9', '10', long]);
    const accounts = ['6222020200000000010', '6222020200000000009'];
    expect(idsIn(read(`10 ${accounts[0]}\n${accounts[1]} 9\n`))).toEqual([
      '9',
      '10',
      accounts[1],
      accounts[0],
    ]);
    expect(idsIn(read('10 9\na 1\n'))).toEqual(['1', '10', '9', 'a']);
  });

  it('are written in the order of the vertices, isolated ones too, if these are given', () => {
    const edges = read('3 1\n', '3\n2\n1\n');
    expect(idsIn(edges)).toEqual(['3', '2', '1']);
    expect([edges.from[0], edges.to[0]]).toEqual([2, 0]);
    expect([edges.vertexOf('2'), edges.vertexOf('4'), edges.vertexOf('x')]).toEqual([1, -1, -1]);
  });

  it('may be none', () => {
    expect(read('').vertices).toBe(0);
    expect(idsIn(read('', 'a\n'))).toEqual(['a']);
  });

  it.each([
    ['1\n', undefined, 1, /1 words/],
    ['1 2\n1 2 3 4\n', undefined, 2, /4 words/],
    ['1 2 x\n', undefined, 1, /weight x/],
    ['1 2 Infinity\n', undefined, 1, /no number/],
    ['1 2\n', '1\n', 1, /vertex 2 is not among/],
    ['1 2\n', '', 1, /vertex 1 is not among/],
    ['', '1\n1\n', 2, /twice/],
    ['', '1 2\n', 1, /2 words/],
  ])('%j with vertices %j names line %i', (edges, vertices, line, problem) => {
    expect(() => read(edges, vertices)).toThrow(
      expect.objectContaining({
        reason: 'NETWORK_TEXT_MALFORMED',
        details: { line, problem: expect.stringMatching(problem) },
      }),
    );
  });
});

/** A piece of SVG. Attributes are escaped here and nowhere else. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escaped(value)}"`,
  );
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** What XML can not hold at all is shown as a replacement character. */
export function escaped(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}

/** A whole picture that a screen reader can name and describe. */
export function picture(
  width: number,
  height: number,
  title: string,
  description: string,
  ...children: readonly string[]
): string {
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': 'title description',
      'font-family': 'system-ui, sans-serif',
    },
    element('title', { id: 'title' }, escaped(title)),
    element('desc', { id: 'description' }, escaped(description)),
    element('rect', { width, height, fill: '#ffffff' }),
    ...children,
  )}\n`;
}

export function caption(
  x: number,
  y: number,
  size: number,
  text: string,
  fill = '#1f2937',
  anchor = 'start',
): string {
  return element('text', { x, y, 'font-size': size, fill, 'text-anchor': anchor }, escaped(text));
}

/** Steps of an axis from 0 up to a value that people count in (1, 2, 2.5 or 5 of a power of ten): three to five of them. */
export function roundSteps(high: number): number[] {
  const rough = Math.max(1, high) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough,
  );
  return Array.from({ length: Math.floor(high / step) + 1 }, (_, at) => Math.round(at * step));
}

/** Ids can be of any length; a picture has room for some twenty characters. */
export function shortId(id: string): string {
  const characters = [...id];
  return characters.length <= 20 ? id : `${characters.slice(0, 9).join('')}…${characters.slice(-9).join('')}`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

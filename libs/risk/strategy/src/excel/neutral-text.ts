/** What a sheet's XML does not carry unchanged: control signs, and what its readers take for an escape of their own. */
const fragile = /&[#\w]+;|_x[0-9a-f]{4}_|(?![\n\t])\p{C}/iu;
const coded = "'json:";

/**
 * A spreadsheet program may take a text that begins with = + - @ or a control sign for a formula, at the latest when
 * the sheet is saved as CSV and opened again. An apostrophe in front says that it is a text; one that was there
 * already gets another, so that reading takes off exactly what writing put on.
 */
export function neutralText(text: string): string {
  if (fragile.test(text)) return coded + codeOf(text);
  return /^[=+\-@'\t\n]/.test(text) ? `'${text}` : text;
}

export function plainText(text: string): string {
  if (text.startsWith(coded)) return JSON.parse(text.slice(coded.length)) as string;
  return text.startsWith("'") ? text.slice(1) : text;
}

function codeOf(text: string): string {
  return JSON.stringify(text).replace(/[&_]|(?![\n\t])\p{C}/gu, (sign) =>
    Array.from(
      { length: sign.length },
      (_, place) => `\\u${sign.charCodeAt(place).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

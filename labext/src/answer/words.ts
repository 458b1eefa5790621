/** Words that more than one part of an answer is told in. */

/** "✓ valid"; of a face without a glyph the word alone. */
export function inWords({ glyph, word }: { glyph: string; word: string }): string {
  return `${glyph} ${word}`.trim();
}

/** "1 point", "2 points". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Breaks a sentence into lines that fit into a width: a canvas itself draws one line only. Pure. */

/**
 * @param widthOf width of a text in the font that it will be drawn in
 * @returns at least one line; a single word that is wider than the room stays whole
 */
export function wrapText(text: string, roomPx: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer) <= roomPx) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

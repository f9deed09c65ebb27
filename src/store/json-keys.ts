/** Finds a name that stands twice in one object of a JSON text, which JSON.parse passes over in silence. */

/**
 * @param text JSON that JSON.parse accepts
 * @returns the first repeated name, or undefined
 */
export function findRepeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{' || character === '[') open.push(new Set());
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const start = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
      if (!/^\s*:/.test(text.slice(i + 1, nextOther(text, i + 1) + 1))) continue;
      const key = JSON.parse(text.slice(start, i + 1)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/** Position of the first character from `start` on that is no white space. */
function nextOther(text: string, start: number): number {
  let i = start;
  while (' \t\n\r'.includes(text[i] ?? 'x')) i++;
  return i;
}

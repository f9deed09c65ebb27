/** Where a call ends in a source text, by its brackets; strings, templates and comments are stepped over. */

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What holds brackets that are none. A template's `${…}` is stepped over with it. */
const OPAQUE = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/y;

/** Between a place of a call and its opening bracket: names, dots, spaces, and type arguments. */
const BEFORE_ARGUMENTS = /[\w$.\s?!]*(?:<[^()]*?>)?\s*\(/y;

/**
 * @param text the whole source
 * @param start offset of a name in the callee, such as `dense` in `tf.layers.dense({ … })`
 * @returns offset behind the call's closing bracket; undefined where there is no call, or it has no end
 */
export function callEnd(text: string, start: number): number | undefined {
  BEFORE_ARGUMENTS.lastIndex = start;
  if (!BEFORE_ARGUMENTS.test(text)) return undefined;
  const open: string[] = [];
  for (let at = BEFORE_ARGUMENTS.lastIndex - 1; at < text.length; at++) {
    OPAQUE.lastIndex = at;
    if (OPAQUE.test(text)) {
      at = OPAQUE.lastIndex - 1;
      continue;
    }
    const character = text.charAt(at);
    const closing = CLOSING[character];
    if (closing) open.push(closing);
    else if (character === open.at(-1)) open.pop();
    if (open.length === 0) return at + 1;
  }
  return undefined;
}

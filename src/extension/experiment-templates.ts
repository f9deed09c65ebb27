/** The shipped examples as templates: what each is called and about stands in its first comment lines. Knows no files. */

export interface ExperimentTemplate {
  /** The first comment line. */
  readonly title: string;
  /** The comment lines after it, in one line. */
  readonly description: string;
  readonly source: string;
}

const ENDING = '.gibbon.ts';
const FITS_ALL_SYSTEMS = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u;

/** @param fileName what it is called by where it opens with no comment */
export function readTemplate(fileName: string, source: string): ExperimentTemplate {
  const lines = source.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const comments = lines.slice(0, Math.max(0, end)).map((line) => line.replace(/^\/\/\s*/, '').trim());
  const [title = nameOf(fileName), ...rest] = comments;
  return { title, description: rest.join(' '), source };
}

/** `fashion-gan.gibbon.ts` → `fashion-gan` */
export const nameOf = (fileName: string): string => fileName.replace(/\.gibbon\.m?[jt]s$/, '');

/** @param name as the user typed it, with or without the ending @returns undefined where it is no name of a file */
export function fileNameFor(name: string): string | undefined {
  const bare = nameOf(name.trim()).trim();
  return FITS_ALL_SYSTEMS.test(bare) && !bare.endsWith('.') ? `${bare}${ENDING}` : undefined;
}

/** The first of `my-gan`, `my-gan-2`, `my-gan-3`, … that no file has yet. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(`${name}${ENDING}`)) return name;
  }
}

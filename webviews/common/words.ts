/**
 * Every word that a panel shows goes through `t`. English is the key; the host puts a bundle of translations into the
 * page as JSON, so that this file knows no language.
 */

export type Translate = (english: string, values?: Readonly<Record<string, string | number>>) => string;

/** @param bundle English → the reader's language; what is missing stays English */
export function createTranslate(bundle: Readonly<Record<string, string>>): Translate {
  return (english, values = {}) =>
    (bundle[english] ?? english).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The bundle in `<script type="application/json" id="words">`; empty where there is none or it can't be read. */
function readBundle(): Readonly<Record<string, string>> {
  const text = typeof document === 'undefined' ? null : document.getElementById('words')?.textContent;
  if (!text) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    // A broken bundle must not cost anyone the panel: it speaks English then.
    return {};
  }
}

/** `t('At step {step}', { step })` in the reader's language. */
export const t: Translate = createTranslate(readBundle());

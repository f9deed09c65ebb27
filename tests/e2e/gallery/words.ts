/** Gibbon's words in the language of a window, so that a driver finds its commands and buttons by what people read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';

export type Language = 'en' | 'pt-br';
export const LANGUAGES: readonly Language[] = ['en', 'pt-br'];

type Bundle = Readonly<Record<string, string>>;

const read = (...names: string[]): Bundle => JSON.parse(readFileSync(path.join(ROOT, ...names), 'utf8')) as Bundle;

export class Words {
  private readonly manifest: Bundle;
  private readonly bundle: Bundle;

  constructor(readonly language: Language) {
    this.manifest = read(language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`);
    this.bundle = read('l10n', language === 'en' ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`);
  }

  /** What the code says where its English is `english`. @throws Error where nothing says that */
  said(english: string): string {
    const text = this.bundle[english];
    if (text === undefined) throw new Error(`Nothing says "${english}" in ${this.language}.`);
    return text;
  }

  /** A text of package.json by its key. @throws Error where there is none */
  contributed(key: string): string {
    const text = this.manifest[key];
    if (text === undefined) throw new Error(`There is no text ${key} in ${this.language}.`);
    return text;
  }

  /** A command's title in the palette. @param name its id without `gibbon.` */
  command(name: string): string {
    return `Gibbon: ${this.contributed(`command.${name}`)}`;
  }
}

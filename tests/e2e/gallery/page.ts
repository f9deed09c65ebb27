/** Writes the gallery's page over the pictures that lie in its folder, so that retaking some of them keeps the others. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import type { Surface } from './surface';
import { type ColourTheme, THEMES } from './themes';
import { type Language, LANGUAGES } from './words';

/** Where a picture lies in the gallery. */
export const pictureFile = (surface: Surface, theme: ColourTheme, language: Language): string =>
  `${language}/${theme.name}/${surface.name}.png`;

/** @returns path of the page; it needs no server */
export function writeGalleryPage(gallery: string, surfaces: readonly Surface[]): string {
  const pictures = surfaces.flatMap((surface) =>
    LANGUAGES.flatMap((language) =>
      THEMES.map((theme) => ({
        file: pictureFile(surface, theme, language),
        surface: surface.name,
        title: surface.title,
        theme: theme.name,
        language,
      })),
    ),
  );
  const taken = pictures.filter(({ file }) => existsSync(path.join(gallery, file)));
  mkdirSync(gallery, { recursive: true });
  writeFileSync(path.join(gallery, 'pictures.js'), `const pictures = ${JSON.stringify(taken, null, 2)};\n`);
  const page = path.join(gallery, 'index.html');
  copyFileSync(path.join(ROOT, 'tests', 'e2e', 'gallery', 'page.html'), page);
  return page;
}

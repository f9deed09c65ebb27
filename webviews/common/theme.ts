/**
 * The reader's VS Code theme as colours to draw with. Blue is the real data and the discriminator that speaks for it,
 * orange the generator and what it made, in every theme, moved away from the background until they are easy to read.
 */
import type { Disposable } from '../../src/base/disposable';
import type { SeriesRole } from '../../src/protocol/tracks';
import { type Colour, hueOf, isDark, over, parseColour, withContrast } from './colour';

export interface Theme {
  readonly background: Colour;
  readonly foreground: Colour;
  /** Subtitles, ticks: less than the foreground, still to be read. */
  readonly dim: Colour;
  /** One-pixel rules between parts. */
  readonly rule: Colour;
  /** Lines behind data. */
  readonly grid: Colour;
  readonly error: Colour;
  readonly warning: Colour;
  /** Whose side something is on, for lines and areas. */
  readonly roles: Readonly<Record<SeriesRole, Colour>>;
  /** The same for text. */
  readonly readable: Readonly<Record<SeriesRole, Colour>>;
  /** Of classes, by their number: for areas that lie side by side, as strong as they are; and for lines and text. */
  readonly classes: readonly Colour[];
  readonly readableClasses: readonly Colour[];
  readonly fontFamily: string;
  readonly fontSizePx: number;
  readonly dark: boolean;
  readonly highContrast: boolean;
}

/** WCAG 2.2 AA, of shapes that mean something, and of text. */
const SHAPE_CONTRAST = 3;
const TEXT_CONTRAST = 4.5;
const HIGH_CONTRAST = 7;

/**
 * Ten that differ from one another for everyone, in every theme, found by a search over what the colour-blind see.
 * Source: Petroff, "Accessible Color Sequences for Data Visualization", 2021, arXiv:2107.02270, the sequence of ten
 */
const CLASS_COLOURS: readonly Colour[] = [
  '#3f90da',
  '#ffa90e',
  '#bd1f01',
  '#94a4a2',
  '#832db6',
  '#a96b59',
  '#e76300',
  '#b9ac70',
  '#717581',
  '#92dadd',
].map((css) => parseColour(css) ?? { r: 128, g: 128, b: 128, a: 1 });

/** The colour of a class; with more than ten, colours come again. */
export const classColour = (colours: readonly Colour[], index: number): Colour =>
  colours[index % colours.length] ?? { r: 128, g: 128, b: 128, a: 1 };

interface Hue {
  /** Degrees on the colour wheel. */
  readonly from: number;
  readonly to: number;
  readonly otherwise: Colour;
}

const BLUE: Hue = { from: 190, to: 255, otherwise: { r: 55, g: 148, b: 255, a: 1 } };
const ORANGE: Hue = { from: 12, to: 48, otherwise: { r: 209, g: 134, b: 22, a: 1 } };
/** Redder: that of dark themes, darkened until it can be read on white, is a brown. */
const ORANGE_ON_LIGHT: Hue = { ...ORANGE, otherwise: { r: 200, g: 88, b: 0, a: 1 } };

/**
 * Some themes fill in any colour for blue or orange; which side is whose must not depend on them. VS Code takes its
 * orange from a highlight that the background shows through, which would be drawn as brown on dark and beige on light.
 */
function hued(colour: Colour | undefined, { from, to, otherwise }: Hue): Colour {
  const hue = colour ? hueOf(colour) : NaN;
  return colour && colour.a === 1 && hue >= from && hue <= to ? colour : otherwise;
}

/** @param read gives the value of a CSS variable, empty when the theme has none */
export function themeFrom(read: (name: string) => string, highContrast: boolean): Theme {
  const named = (name: string) => parseColour(read(`--vscode-${name}`));
  const background = named('editor-background') ?? { r: 31, g: 31, b: 31, a: 1 };
  const dark = isDark(background);
  const plain: Colour = dark ? { r: 204, g: 204, b: 204, a: 1 } : { r: 59, g: 59, b: 59, a: 1 };
  const foreground = withContrast(named('foreground') ?? plain, background, TEXT_CONTRAST);
  const ratio = highContrast ? HIGH_CONTRAST : TEXT_CONTRAST;
  // Panes have the side bar's colour, a little darker or lighter: what is read stands out from both.
  const pane = named('sideBar-background') ?? background;
  const legible = (colour: Colour, least: number) =>
    withContrast(withContrast(colour, background, least), over(pane, background), least);
  const readable = (name: string, fallback: string) =>
    legible(named(name) ?? parseColour(fallback) ?? foreground, ratio);
  const sides: Readonly<Record<SeriesRole, Colour>> = {
    real: hued(named('charts-blue'), BLUE),
    generated: hued(named('charts-orange'), dark ? ORANGE : ORANGE_ON_LIGHT),
    train: named('charts-purple') ?? { r: 177, g: 128, b: 215, a: 1 },
    validation: named('charts-green') ?? { r: 137, g: 209, b: 133, a: 1 },
    plain: foreground,
  };
  const standingOut = (least: number): Readonly<Record<SeriesRole, Colour>> => {
    const moved = (role: SeriesRole) => legible(sides[role], least);
    return {
      real: moved('real'),
      generated: moved('generated'),
      train: moved('train'),
      validation: moved('validation'),
      plain: moved('plain'),
    };
  };
  const border = named('contrastBorder') ?? named('panel-border') ?? { ...foreground, a: 0.2 };
  return {
    background,
    foreground,
    dim: readable('descriptionForeground', dark ? '#9d9d9d' : '#616161'),
    rule: over(border, background),
    grid: over({ ...foreground, a: highContrast ? 0.3 : 0.09 }, background),
    error: readable('editorError-foreground', '#f14c4c'),
    warning: readable('editorWarning-foreground', '#cca700'),
    roles: standingOut(highContrast ? (dark ? HIGH_CONTRAST : TEXT_CONTRAST) : SHAPE_CONTRAST),
    readable: standingOut(ratio),
    classes: CLASS_COLOURS,
    readableClasses: CLASS_COLOURS.map((colour) => legible(colour, ratio)),
    fontFamily: read('--vscode-font-family') || 'system-ui, sans-serif',
    fontSizePx: parseFloat(read('--vscode-font-size')) || 13,
    dark,
    highContrast,
  };
}

const FORCED_COLOURS = '(forced-colors: active)';

/** The theme of the page as it is now. VS Code puts the variables on the root element and the kind on the body. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const kind = document.body.dataset['vscodeThemeKind'] ?? document.body.className;
  const named = (name: string) => style.getPropertyValue(name).trim();
  if (!matchMedia(FORCED_COLOURS).matches) return themeFrom(named, kind.includes('high-contrast'));
  // The system's own colours have taken the place of VS Code's in all that is not drawn by us.
  const { color, backgroundColor } = getComputedStyle(document.body);
  const forced = new Map([
    ['--vscode-editor-background', backgroundColor],
    ['--vscode-sideBar-background', backgroundColor],
    ['--vscode-foreground', color],
    ['--vscode-descriptionForeground', color],
    ['--vscode-contrastBorder', color],
  ]);
  return themeFrom((name) => forced.get(name) ?? named(name), true);
}

/** Calls when VS Code has put another theme, font or colour onto the page. */
export function onThemeChange(listener: () => void): Disposable {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  const forced = matchMedia(FORCED_COLOURS);
  forced.addEventListener('change', listener);
  return {
    dispose() {
      observer.disconnect();
      forced.removeEventListener('change', listener);
    },
  };
}

/**
 * What a reader of the page would complain of, found in the page itself: the rules behind the serious findings of audits
 * such as axe's (names, contrast, structure, hidden focus), as far as they can be told from the document. It runs in the
 * browser, so it must not use anything from outside of itself.
 */
export function accessibilityProblems(): string[] {
  const problems: string[] = [];
  const all = [...document.body.querySelectorAll<HTMLElement>('*')].filter(
    (part) => part.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !part.closest('script'),
  );
  const say = (rule: string, part: Element) =>
    problems.push(
      `${rule}: <${part.tagName.toLowerCase()} class="${part.className}"> ${part.textContent?.slice(0, 60)}`,
    );
  /** The parent in the tree that is drawn, through slots and shadow roots. */
  const parentOf = (part: Element): Element | null => {
    const root = part.getRootNode();
    return part.assignedSlot ?? part.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  const nameOf = (part: Element) => (part.getAttribute('aria-label') ?? part.textContent ?? '').trim();

  type Rgba = [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map<string, Rgba>();
  const rgba = (css: string): Rgba => {
    const colour = known.get(css) ?? painted(css);
    known.set(css, colour);
    return colour;
  };
  const painted = (css: string): Rgba => {
    if (!canvas) return [0, 0, 0, 0];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a]: Rgba, [R, G, B]: Rgba): Rgba => [
    r * a + R * (1 - a),
    g * a + G * (1 - a),
    b * a + B * (1 - a),
    1,
  ];
  const backgroundOf = (part: Element): Rgba => {
    const layers: Rgba[] = [];
    for (let at: Element | null = part; at; at = parentOf(at)) {
      const layer = rgba(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1] as Rgba);
  };
  const luminance = ([r, g, b]: Rgba) => {
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const opacityOf = (part: Element) => {
    let opacity = 1;
    for (let at: Element | null = part; at; at = parentOf(at)) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };

  for (const part of all) {
    const style = getComputedStyle(part);
    const hasText = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const isDisabled = part.closest('[disabled], [aria-disabled=true]') !== null;
    if (hasText && !isDisabled && !part.closest('.heard-only')) {
      const background = backgroundOf(part);
      const [r, g, b, a] = rgba(style.color);
      const colour = over([r, g, b, a * opacityOf(part)], background);
      const [high = 0, low = 0] = [luminance(colour), luminance(background)].sort((one, other) => other - one);
      const ratio = (high + 0.05) / (low + 0.05);
      // WCAG 2.2, 1.4.3.
      const isLarge = parseFloat(style.fontSize) >= 24;
      if (ratio < (isLarge ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, part);
    }
    const isControl = part.matches('button, vscode-button, a[href], input, select, [role=slider], [tabindex="0"]');
    if (isControl && !nameOf(part)) say('control without a name', part);
    if (isControl && part.closest('[aria-hidden=true]')) say('hidden from readers, but reached by Tab', part);
    if (part.matches('[role=img], [role=progressbar], section, aside, main, canvas:not([aria-hidden])')) {
      const isNamed = part.hasAttribute('aria-label') || part.closest('[role=img][aria-label], [aria-hidden=true]');
      if (!isNamed) say('without a label', part);
    }
    // Screen readers pass over a label of what has no role.
    if (part.matches('div[aria-label]:not([role]), span[aria-label]:not([role]), p[aria-label]'))
      say('label unheard', part);
    if (part.matches('[role=img] [aria-live], [role=img] button')) say('lost inside of a picture', part);
    if (part.matches('th:not([scope])')) say('head of nothing', part);
    if (part.matches('table') && !part.querySelector('th')) say('table without heads', part);
    if (part.matches('dl') && [...part.children].some((child) => !child.matches('div, dt, dd')))
      say('odd in a list', part);
    if (part.matches('dl > div') && !(part.querySelector('dt') && part.querySelector('dd'))) say('half an entry', part);
    const scrolls = part.scrollWidth > part.clientWidth + 1 && /auto|scroll/.test(style.overflowX);
    if (scrolls && part.tabIndex < 0) say('scrolled by mouse only', part);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids.filter((each, at) => ids.indexOf(each) !== at)) problems.push(`id twice: ${id}`);
  const levels = all.filter((part) => /^H[1-6]$/.test(part.tagName)).map((part) => Number(part.tagName[1]));
  levels.forEach((level, at) => {
    if (at > 0 && level > (levels[at - 1] ?? 0) + 1) problems.push(`heading of level ${level} after ${levels[at - 1]}`);
  });
  return [...new Set(problems)];
}

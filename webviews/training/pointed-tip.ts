/**
 * What lies under the pointer in a plot, beside the pointer; and a click on it with Ctrl, or ⌘ on a Mac, which leads to
 * the line that made it. It knows no track: `find` does.
 */
import type { SourcePlace } from '../../src/protocol/manifest';
import { element } from '../common/elements';
import { t } from '../common/words';
import type { PointedAt } from './tracks/track-view';

const AWAY_PX = 14;

export class PointedTip {
  readonly element = element('div', { class: 'pointed-tip', attributes: { 'aria-hidden': 'true' } });
  private at: { readonly x: number; readonly y: number } | undefined;
  private told = '';

  /** @param find gives what lies at a place of the page; undefined when nothing is to be said of it */
  constructor(
    private readonly holder: HTMLElement,
    private readonly find: (clientX: number, clientY: number) => PointedAt | undefined,
    private readonly reveal: (place: SourcePlace) => void,
  ) {
    this.element.hidden = true;
    holder.addEventListener('pointermove', ({ clientX, clientY, buttons, pointerType }) => {
      this.at = buttons === 0 && pointerType !== 'touch' ? { x: clientX, y: clientY } : undefined;
      this.refresh();
    });
    holder.addEventListener('pointerleave', () => {
      this.at = undefined;
      this.refresh();
    });
    // Before the layer over the plots takes it for a grip on the playhead.
    for (const kind of ['pointerdown', 'mousedown', 'click'] as const)
      holder.addEventListener(kind, (event) => this.press(event), { capture: true });
  }

  /** What lies there may have changed though the pointer stands still. */
  refresh(): void {
    const found = this.at && this.find(this.at.x, this.at.y);
    this.element.hidden = !found;
    if (!found || !this.at) return;
    const lines = [
      ...found.lines,
      ...(found.place ? [t('Ctrl+click: go to line {line}', { line: String(found.place.line) })] : []),
    ];
    if (this.told !== lines.join('\n')) {
      this.told = lines.join('\n');
      this.element.replaceChildren(...lines.map((text) => element('div', { text })));
    }
    const bounds = this.holder.getBoundingClientRect();
    const [x, y] = [this.at.x - bounds.left, this.at.y - bounds.top];
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = x + AWAY_PX + width <= bounds.width ? x + AWAY_PX : x - AWAY_PX - width;
    this.element.style.left = `${Math.max(0, left)}px`;
    this.element.style.top = `${Math.max(0, Math.min(y + AWAY_PX, bounds.height - height))}px`;
  }

  private press(event: MouseEvent): void {
    if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return;
    const place = this.find(event.clientX, event.clientY)?.place;
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'click') this.reveal(place);
  }
}

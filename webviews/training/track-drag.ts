/** Moving tracks by hand: by their title to another place, by their lower edge to another height. It decides nothing. */
import { element } from '../common/elements';
import type { PanelMessage } from './state';

/** A press that moves less than this is a click. */
const CLICK_PX = 4;

export interface DraggedRow {
  readonly id: string;
  readonly element: HTMLElement;
  /** The part whose height the user chooses. */
  readonly plot: HTMLElement;
}

export class TrackDrag {
  private readonly dropLine = element('div', { class: 'drop-line', attributes: { 'aria-hidden': 'true' } });

  /** @param holder of all rows @param rows from top to bottom */
  constructor(
    private readonly holder: HTMLElement,
    private readonly rows: () => readonly DraggedRow[],
    private readonly send: (message: PanelMessage) => void,
  ) {}

  /** Until it is released, a line shows between which tracks this one would stand. */
  moveByTitle(row: DraggedRow, press: PointerEvent, onMoved: () => void): void {
    let place: { readonly before: string | undefined } | undefined;
    this.follow(
      press,
      (event) => {
        if (!place && Math.abs(event.clientY - press.clientY) < CLICK_PX) return;
        place = this.showPlace(row, event.clientY);
      },
      (isDone) => {
        this.dropLine.remove();
        row.element.classList.remove('dragged');
        if (!place || !isDone) return;
        onMoved();
        this.send({ kind: 'trackPlaced', track: row.id, before: place.before });
      },
    );
  }

  /** The plot follows the pointer. */
  resizeByEdge(row: DraggedRow, press: PointerEvent): void {
    const before = row.plot.clientHeight;
    press.preventDefault();
    this.follow(
      press,
      (event) => {
        const heightPx = before + event.clientY - press.clientY;
        this.send({ kind: 'trackResized', track: row.id, heightPx });
      },
      () => undefined,
    );
  }

  private showPlace(row: DraggedRow, clientY: number): { readonly before: string | undefined } {
    const others = this.rows().filter((other) => other !== row);
    const after = others.find(({ element: other }) => {
      const { top, height } = other.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    row.element.classList.add('dragged');
    if (after) after.element.before(this.dropLine);
    else this.holder.append(this.dropLine);
    return { before: after?.id };
  }

  /** On the window, since the row itself may be put elsewhere under the pointer. Escape gives up. */
  private follow(press: PointerEvent, move: (event: PointerEvent) => void, end: (isDone: boolean) => void): void {
    const done = new AbortController();
    const on = { signal: done.signal, capture: true };
    const finish = (isDone: boolean) => {
      done.abort();
      end(isDone);
    };
    const isSame = (event: PointerEvent) => event.pointerId === press.pointerId;
    window.addEventListener('pointermove', (event) => isSame(event) && move(event), on);
    window.addEventListener('pointerup', (event) => isSame(event) && finish(true), on);
    window.addEventListener('pointercancel', (event) => isSame(event) && finish(false), on);
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        finish(false);
      },
      on,
    );
  }
}

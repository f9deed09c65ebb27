/** What the panel keeps over a reload: how the user arranged it. */
import { LEAST_TRACK_PX, MOST_TRACK_PX, type TrackLayout } from '../../src/protocol/track-layout';
import type { VsCodeApi } from '../common/channel';
import { fieldsOf } from '../common/kept-boot';
import { type Arrangement, arrangementOf, type PanelState } from './state';
import { WHOLE_RUN, type Zoom } from './time-window';

const AFTER_MS = 300;
/** A panel may be closed right after its tracks were arranged. */
const LAYOUT_AFTER_MS = 50;

/** What was kept, as far as it can be understood. */
export function readArrangement(api: VsCodeApi): Partial<Arrangement> {
  const kept = fieldsOf(fieldsOf(api.getState())['arrangement']);
  const zoom = fieldsOf(kept['zoom']);
  const playhead = fieldsOf(kept['playhead']);
  const span = fieldsOf(fieldsOf(kept['selection'])['span']);
  const layout = layoutFrom(kept['layout']);
  return {
    ...(isStep(zoom['from']) &&
      isStep(zoom['to']) && { zoom: { kind: 'span', from: zoom['from'], to: zoom['to'] } satisfies Zoom }),
    ...(zoom['kind'] === 'all' && { zoom: WHOLE_RUN }),
    ...(isStep(playhead['step']) && { playhead: { kind: 'at', step: playhead['step'] } as const }),
    ...(layout && { layout }),
    ...(isStep(span['from']) &&
      isStep(span['to']) && { selection: { span: { from: span['from'], to: span['to'] }, begunAt: undefined } }),
    ...(typeof kept['comparedWith'] === 'string' && { comparedWith: kept['comparedWith'] }),
    ...(typeof kept['tableShown'] === 'boolean' && { tableShown: kept['tableShown'] }),
  };
}

function layoutFrom(kept: unknown): TrackLayout | undefined {
  const { order, folded, heights } = fieldsOf(kept);
  if (!Array.isArray(order) || !Array.isArray(folded)) return undefined;
  const isId = (id: unknown): id is string => typeof id === 'string';
  const isHeight = (entry: [string, unknown]): entry is [string, number] =>
    typeof entry[1] === 'number' && entry[1] >= LEAST_TRACK_PX && entry[1] <= MOST_TRACK_PX;
  return {
    order: order.filter(isId),
    folded: folded.filter(isId),
    heights: Object.fromEntries(Object.entries(fieldsOf(heights)).filter(isHeight)),
  };
}

/** Keeps what changed, shortly after it did: with this panel, and of the tracks with the user. */
export class ArrangementKeeper {
  private kept = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The layout that the user's memory has. */
  private known: TrackLayout | undefined;
  private layoutTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param saveLayout hands it to the host */
  constructor(
    private readonly api: VsCodeApi,
    private readonly saveLayout: (layout: TrackLayout) => void,
  ) {}

  update(state: PanelState): void {
    // Before the run is known the arrangement may still be waiting for it.
    if (!state.run) return;
    this.keepLayout(state.layout);
    const arrangement = arrangementOf(state);
    const text = JSON.stringify(arrangement);
    if (text === this.kept) return;
    this.kept = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.api.setState({ ...fieldsOf(this.api.getState()), arrangement }), AFTER_MS);
  }

  private keepLayout(layout: TrackLayout): void {
    // What a run is opened with is nothing that the user did.
    this.known ??= layout;
    if (layout === this.known) return;
    this.known = layout;
    clearTimeout(this.layoutTimer);
    this.layoutTimer = setTimeout(() => this.saveLayout(layout), LAYOUT_AFTER_MS);
  }
}

const isStep = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

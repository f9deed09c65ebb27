/** What the panel keeps over a reload: how the user arranged it, and the host's own note of which run it shows. */
import type { VsCodeApi } from '../common/channel';
import { type Arrangement, arrangementOf, type PanelState } from './state';
import { WHOLE_RUN, type Zoom } from './time-window';

const AFTER_MS = 300;

/** The host's note, which only the host understands: from the page, or kept from before. */
export function readBoot(api: VsCodeApi): unknown {
  const text = document.getElementById('boot')?.textContent;
  if (text) return JSON.parse(text);
  return fieldsOf(api.getState())['boot'];
}

/** What was kept, as far as it can be understood. */
export function readArrangement(api: VsCodeApi): Partial<Arrangement> {
  const kept = fieldsOf(fieldsOf(api.getState())['arrangement']);
  const zoom = fieldsOf(kept['zoom']);
  const playhead = fieldsOf(kept['playhead']);
  const folded: unknown = kept['folded'];
  return {
    ...(isStep(zoom['from']) &&
      isStep(zoom['to']) && { zoom: { kind: 'span', from: zoom['from'], to: zoom['to'] } satisfies Zoom }),
    ...(zoom['kind'] === 'all' && { zoom: WHOLE_RUN }),
    ...(isStep(playhead['step']) && { playhead: { kind: 'at', step: playhead['step'] } as const }),
    ...(Array.isArray(folded) && { folded: folded.filter((id): id is string => typeof id === 'string') }),
    ...(typeof kept['tableShown'] === 'boolean' && { tableShown: kept['tableShown'] }),
  };
}

/** Keeps what changed, shortly after it did. */
export class ArrangementKeeper {
  private kept = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: VsCodeApi,
    private readonly boot: unknown,
  ) {
    api.setState({ ...fieldsOf(api.getState()), boot });
  }

  update(state: PanelState): void {
    // Before the run is known the arrangement may still be waiting for it.
    if (!state.run) return;
    const arrangement = arrangementOf(state);
    const text = JSON.stringify(arrangement);
    if (text === this.kept) return;
    this.kept = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.api.setState({ boot: this.boot, arrangement }), AFTER_MS);
  }
}

const isStep = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

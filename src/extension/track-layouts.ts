/** How the user arranged the tracks of each family of models: kept with the user, so that the next run opens alike. */
import type { Memento } from 'vscode';
import type { TrackLayout } from '../protocol/track-layout';
import { readTrackLayout } from '../protocol/training-panel-messages';

/** Key in the user's memory: family → layout. */
const LAYOUTS = 'trackLayouts';

export class TrackLayouts {
  constructor(private readonly memory: Memento) {}

  /** Undefined when the user never arranged any, or what was kept is of a Gibbon that this one does not understand. */
  of(family: string): TrackLayout | undefined {
    const kept = this.all()[family];
    if (kept === undefined) return undefined;
    try {
      return readTrackLayout(kept);
    } catch {
      return undefined; // The tracks stand as their family says, until they are arranged anew.
    }
  }

  async keep(family: string, layout: TrackLayout): Promise<void> {
    await this.memory.update(LAYOUTS, { ...this.all(), [family]: layout });
  }

  private all(): Readonly<Record<string, unknown>> {
    return this.memory.get<Readonly<Record<string, unknown>>>(LAYOUTS, {});
  }
}

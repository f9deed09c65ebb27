/** What a view wishes to know of the host: which request, when to repeat it, and what its answer means. No DOM. */
import type { FromPanel, PanelRequest } from '../../src/protocol/training-panel-messages';
import type { PanelMessage, PanelState } from './state';

type RequestOf<K extends PanelRequest['kind']> = Extract<PanelRequest, { readonly kind: K }>;

/** The way to the host. */
export interface Asker {
  request<K extends PanelRequest['kind']>(request: RequestOf<K>): Promise<FromPanel['answers'][K]>;
}

export interface Want {
  /** What it is for; within a slot the latest wins, and at most two wait for an answer. */
  readonly slot: string;
  /** Which version of it: a key that was asked for is not asked for again. */
  readonly key: string;
  /** Least time between two requests of the slot; what the user waits for has 0. */
  readonly everyMs: number;
  /** Every answer of the slot is of use, not only the newest. */
  readonly keepsAll?: boolean;
  /** @returns what the answer tells the panel; undefined for what was put away elsewhere */
  ask(asker: Asker): Promise<PanelMessage | undefined>;
}

/** Tags of all curves of the run. */
export const curveTags = (state: PanelState): string[] =>
  (state.run?.manifest.tracks ?? []).flatMap((track) =>
    track.kind === 'curves' ? track.series.map(({ tag }) => tag) : [],
  );

/** Where pictures are put when they come. */
export interface PictureShelf {
  has(key: string): boolean;
  add(key: string, png: Uint8Array): Promise<void>;
}

/** The name of one recorded picture. The edition tells apart what was recorded at a step before and after a resume. */
export const pictureKey = (edition: number, tag: string, step: number): string => `${edition}/${tag}@${step}`;

/** A request for one picture that is put on the shelf under the step that was asked for. */
export function wantPicture(slot: string, shelf: PictureShelf, edition: number, tag: string, step: number): Want {
  const key = pictureKey(edition, tag, step);
  return {
    slot,
    key,
    everyMs: 0,
    keepsAll: true,
    async ask(asker) {
      const image = await asker.request({ kind: 'readImage', tag, step });
      // Nothing to be had is kept as a broken picture, or it would be asked for again and again. One of another step comes
      // when the playhead has left a step that had been computed again.
      if (!image || image.step === step) void shelf.add(key, image?.png ?? new Uint8Array());
      return undefined;
    },
  };
}

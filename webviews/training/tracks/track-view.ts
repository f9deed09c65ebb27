/** What the panel must know of one kind of track. A new kind is a file with one of these, and a line in the registry. */
import type { SourcePlace } from '../../../src/protocol/manifest';
import type { Track } from '../../../src/protocol/tracks';
import type { Button, ButtonOptions } from '../../common/controls';
import type { DecodedImage } from '../../common/image-cache';
import type { Theme } from '../../common/theme';
import type { Plot } from '../plot';
import type { PanelMessage, PanelState } from '../state';
import type { PictureShelf, Want } from '../wants';

/** Pictures that have come, by `pictureKey`. */
export interface Pictures {
  get(key: string): DecodedImage | undefined;
  isBroken(key: string): boolean;
}

/** What the parts of the panel may do besides drawing. */
export interface PanelTools {
  readonly send: (message: PanelMessage) => void;
  readonly pictures: Pictures;
  /** Given, not imported: what tracks need is worked out where there is no page to put controls into. */
  readonly createButton: (options: ButtonOptions) => Button;
  readonly save: (what: SavedPicture) => void;
  /** To the clipboard, as pixels. @returns whether it is there */
  readonly copy: (what: SavedPicture) => Promise<boolean>;
  readonly copyText: (text: string) => void;
  /** Says it at once to those who listen: what a key has just done. */
  readonly announce: (sentence: string) => void;
}

/** A picture to be saved with a caption under it. */
export interface SavedPicture {
  /** End of the file's name: 'timeline', 'samples'. */
  readonly name: string;
  /** Of the run that is compared; else of the panel's own. */
  readonly of?: 'other';
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels a CSS pixel. */
  readonly scale: number;
  readonly caption: string;
  /** Lines and text, that are as sharp at any size: it can be had as SVG. */
  readonly isVector?: true;
  readonly draw: (context: CanvasRenderingContext2D, theme: Theme) => void;
  /** The same at other steps: it can be had as GIF. */
  readonly overTime?: PictureOverTime;
}

export interface PictureOverTime {
  readonly tag: string;
  /** At which something was recorded, ascending. */
  readonly steps: readonly number[];
  /** Of a number that was recorded with each picture, and belongs to it. */
  readonly numberTag?: string;
  readonly captionAt: (step: number) => string;
  readonly draw: (context: CanvasRenderingContext2D, theme: Theme, shown: PictureAtStep) => void;
}

/** What was recorded at one step. */
export interface PictureAtStep {
  readonly image: DecodedImage;
  readonly number?: number | undefined;
}

/** What lies at a place of a plot. */
export interface PointedAt {
  /** The first is its name. */
  readonly lines: readonly string[];
  /** The line in the source that made it. */
  readonly place?: SourcePlace;
}

/** The part of the pane at the right that a track fills with what it says at the playhead. */
export interface PlayheadPart {
  readonly element: HTMLElement;
  update(state: PanelState, theme: Theme): void;
}

export interface TrackView<T extends Track> {
  /** Least height of the plot, and its share of what is left over; both count once there is something to draw. */
  readonly minHeightPx: (track: T, plotWidthPx: number) => number;
  readonly grow: number | ((track: T) => number);
  /**
   * Why there is nothing to draw in all of the run, in a sentence that takes little room; undefined where there is
   * something, or it is not known yet.
   */
  absence(track: T, state: PanelState): string | undefined;
  /** Order of its part in the pane. */
  readonly paneOrder: number;
  /** It draws a second run over the first itself; of others each run has half of the plot. */
  readonly overlays?: boolean;
  needs(track: T, state: PanelState, shelf: PictureShelf): readonly Want[];
  needsAtPlayhead(track: T, state: PanelState, shelf: PictureShelf): readonly Want[];
  /** Under the title: what is drawn, how it is smoothed. */
  legend(track: T, state: PanelState): string;
  draw(track: T, state: PanelState, plot: Plot, pictures: Pictures): void;
  /** One sentence for those who don't see the picture. */
  summarize(track: T, state: PanelState): string;
  createPlayheadPart(track: T, tools: PanelTools): PlayheadPart;
  /** Under the title, in the place of the legend: what the colours stand for. */
  createKey?(track: T): PlayheadPart;
  /** Beside the plot, over the room for labels at the right: labels that can be pressed. */
  createLabels?(track: T, reveal: (place: SourcePlace) => void): PlayheadPart;
  /** The same labels and colours where nothing can be pressed: in a saved picture. */
  drawKey?(track: T, plot: Plot): void;
  /** @param y from 0 at the top of the plot to 1 at its bottom */
  pointAt?(track: T, state: PanelState, step: number, y: number): PointedAt | undefined;
}

/** What the Latent space panel knows, and how each message changes it. Pure: it asks nothing and draws nothing. */
import { assertNever } from '../../src/base/assert-never';
import type { Problem } from '../../src/base/problem';
import {
  type Encoded,
  type LatentDescription,
  type LatentMap,
  type Projection,
  readKeptProjection,
} from '../../src/protocol/latent-questions';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import type { MomentMessage } from '../common/moment-work';
import { choicesOf, type ColourBy } from './colouring';
import type { Coding } from './codings';

/** How many samples are shown: as many as can be while the run trains, all at rest; or so many. */
export type Samples = 'auto' | 2000 | 10_000 | 'all';
/** While it moves, a map of so many is enough. */
const MOVING_SAMPLES = 5000;

export type PinName = 'a' | 'b' | 'c';
export const PIN_NAMES: readonly PinName[] = ['a', 'b', 'c'];

/** A point of the latent space that the user chose. */
export interface Point {
  readonly coding: Coding;
  /** Where it lay on the map when it was chosen; undefined for what was never on one. */
  readonly place: readonly number[] | undefined;
  /** The sample whose coding it is. */
  readonly sample: number | undefined;
  /** What is decoded of it. */
  readonly image: Float32Array | undefined;
}

export interface Progress {
  readonly kind: 'replaying' | 'encoding' | 'projecting';
  readonly done: number;
  readonly all: number;
}

export interface LatentState {
  readonly run: ShownRun | undefined;
  readonly moment: ShownMoment | undefined;
  readonly description: LatentDescription | undefined;
  readonly encoded: Encoded | undefined;
  /** The last whole map, and of one on its way the places so far. */
  readonly map: LatentMap | undefined;
  readonly places: PlainTensor | undefined;
  readonly progress: Progress | undefined;
  readonly projection: Projection;
  readonly samples: Samples;
  readonly space: 'codings' | 'images';
  readonly colourBy: ColourBy;
  readonly onlyClass: number | undefined;
  /** Under the pointer, while it decodes; gone when it leaves the map. */
  readonly hovered: Point | undefined;
  readonly here: Point | undefined;
  readonly pins: Readonly<Partial<Record<PinName, Point>>>;
  readonly chosen: Uint32Array | undefined;
  readonly isLassoing: boolean;
  readonly isDecoding: boolean;
  readonly tableShown: boolean;
  /** The user's own choices come from before: those that suit the run best do not replace them. */
  readonly areSettingsKept: boolean;
  /** Why nothing, or not this moment, is shown. */
  readonly problem: Problem | undefined;
  /** Why a picture was not saved, or something not decoded. */
  readonly trouble: Problem | undefined;
}

export const initialState: LatentState = {
  run: undefined,
  moment: undefined,
  description: undefined,
  encoded: undefined,
  map: undefined,
  places: undefined,
  progress: undefined,
  projection: { method: 'pca', dimensions: 2 },
  samples: 'auto',
  space: 'codings',
  colourBy: 'class',
  onlyClass: undefined,
  hovered: undefined,
  here: undefined,
  pins: {},
  chosen: undefined,
  isLassoing: false,
  isDecoding: true,
  tableShown: false,
  areSettingsKept: false,
  problem: undefined,
  trouble: undefined,
};

/** What is kept through a reload of the window, and while the panel is hidden. */
export type Settings = Pick<LatentState, 'projection' | 'samples' | 'space' | 'colourBy' | 'isDecoding'>;

export const settingsOf = ({ projection, samples, space, colourBy, isDecoding }: LatentState): Settings => ({
  projection,
  samples,
  space,
  colourBy,
  isDecoding,
});

export type LatentMessage =
  | MomentMessage
  /** Settings of before, where they can be understood. */
  | { readonly kind: 'settingsKept'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly kind: 'described'; readonly description: LatentDescription }
  | { readonly kind: 'progressed'; readonly progress: Progress | undefined }
  | { readonly kind: 'encoded'; readonly encoded: Encoded }
  | { readonly kind: 'placesMoved'; readonly places: PlainTensor }
  | { readonly kind: 'mapped'; readonly map: LatentMap }
  | { readonly kind: 'projectionChosen'; readonly projection: Projection }
  | { readonly kind: 'samplesChosen'; readonly samples: Samples }
  | { readonly kind: 'spaceChosen'; readonly space: 'codings' | 'images' }
  | { readonly kind: 'colourChosen'; readonly by: ColourBy }
  | { readonly kind: 'classSingledOut'; readonly index: number | undefined }
  | { readonly kind: 'hovered'; readonly point: Point | undefined }
  | { readonly kind: 'pointed'; readonly point: Point | undefined }
  | { readonly kind: 'pinned'; readonly name: PinName; readonly point: Point | undefined }
  | { readonly kind: 'chosen'; readonly samples: Uint32Array | undefined }
  | { readonly kind: 'lassoToggled' | 'decodingToggled' | 'tableToggled' }
  | { readonly kind: 'troubled'; readonly trouble: Problem | undefined };

export function reduce(state: LatentState, message: LatentMessage): LatentState {
  switch (message.kind) {
    case 'runRead':
      return { ...state, run: message.run, moment: message.run.moment };
    case 'described':
      return described(state, message.description);
    case 'settingsKept':
      return { ...state, ...understood(message.settings), areSettingsKept: true };
    case 'momentMoved':
      return { ...state, moment: message.moment, problem: undefined };
    case 'progressed':
      return { ...state, progress: message.progress };
    case 'encoded': {
      const { encoded } = message;
      const choices = state.description ? choicesOf(state.description, encoded) : [];
      const colourBy = choices.includes(state.colourBy) ? state.colourBy : (choices[0] ?? 'plain');
      // A map of other samples says nothing about these; one of the same goes on from where they are.
      const isOfSame = state.encoded?.count === encoded.count && state.encoded.codings === encoded.codings;
      const kept = isOfSame ? {} : { map: undefined, places: undefined, chosen: undefined };
      return { ...state, ...kept, encoded, colourBy, progress: undefined, problem: undefined };
    }
    case 'placesMoved':
      return { ...state, places: message.places };
    case 'mapped':
      return { ...state, map: message.map, places: message.map.places, progress: undefined, problem: undefined };
    case 'projectionChosen':
      // What was pointed at stays a coding, and has no place on another map.
      return { ...state, projection: message.projection, progress: undefined, ...withoutPlaces(state) };
    case 'samplesChosen':
      return { ...state, samples: message.samples };
    case 'spaceChosen':
      return { ...state, space: message.space, ...withoutPlaces(state) };
    case 'colourChosen':
      return { ...state, colourBy: message.by };
    case 'classSingledOut':
      return { ...state, onlyClass: message.index };
    case 'hovered':
      return { ...state, hovered: message.point };
    case 'pointed':
      return { ...state, here: message.point };
    case 'pinned': {
      const { [message.name]: _before, ...others } = state.pins;
      return { ...state, pins: message.point ? { ...others, [message.name]: message.point } : others };
    }
    case 'chosen':
      return { ...state, chosen: message.samples?.length ? message.samples : undefined, isLassoing: false };
    case 'lassoToggled':
      return { ...state, isLassoing: !state.isLassoing };
    case 'decodingToggled':
      return { ...state, isDecoding: !state.isDecoding, hovered: undefined };
    case 'tableToggled':
      return { ...state, tableShown: !state.tableShown };
    case 'failed':
      return { ...state, problem: message.problem, progress: undefined };
    case 'troubled':
      return { ...state, trouble: message.trouble };
    default:
      return assertNever(message);
  }
}

/** Two codings are the map themselves; three, one in space. A generator's images say more than where chance has put it. */
function described(state: LatentState, description: LatentDescription): LatentState {
  const { source } = description;
  if (source.kind === 'none' || state.areSettingsKept) return { ...state, description };
  const { codings } = source;
  const projection: Projection =
    codings === 2 || codings === 3
      ? { method: 'codings', axes: Array.from({ length: codings }, (_, axis) => axis) }
      : { method: 'pca', dimensions: 2 };
  const space = source.kind === 'chance' && codings > 3 ? ('images' as const) : ('codings' as const);
  return { ...state, description, projection: space === 'images' ? initialState.projection : projection, space };
}

function understood({
  projection,
  samples,
  space,
  colourBy,
  isDecoding,
}: Readonly<Record<string, unknown>>): Partial<Settings> {
  const read = readProjection(projection);
  return {
    ...(read && { projection: read }),
    ...((samples === 'auto' || samples === 'all' || samples === 2000 || samples === 10_000) && { samples }),
    ...((space === 'codings' || space === 'images') && { space }),
    ...((colourBy === 'class' || colourBy === 'error' || colourBy === 'real') && { colourBy }),
    ...(typeof isDecoding === 'boolean' && { isDecoding }),
  };
}

function readProjection(kept: unknown): Projection | undefined {
  try {
    return readKeptProjection(kept);
  } catch {
    return undefined; // Of another version: the usual one.
  }
}

function withoutPlaces({ here, pins }: LatentState): Pick<LatentState, 'here' | 'pins' | 'hovered'> {
  const moved = (point: Point): Point => ({ ...point, place: undefined });
  return {
    hovered: undefined,
    here: here && moved(here),
    pins: Object.fromEntries(Object.entries(pins).map(([name, point]) => [name, moved(point)])),
  };
}

/** Samples to encode now. */
export function samplesWanted({ samples, description, moment }: LatentState): number {
  const source = description?.source;
  if (!source || source.kind === 'none') return 0;
  if (samples === 'all') return source.count;
  if (samples !== 'auto') return Math.min(samples, source.count);
  return moment?.isMoving ? Math.min(MOVING_SAMPLES, source.count) : source.count;
}

/** Where a point lies on the map now: with its sample, if it is one's. */
export function placeOf({ places }: LatentState, point: Point): readonly number[] | undefined {
  if (!places || point.sample === undefined) return point.place;
  const [, axes = 2] = places.shape;
  const place = Array.from(places.values.subarray(point.sample * axes, (point.sample + 1) * axes));
  return place.length === axes && place.every(Number.isFinite) ? place : undefined;
}

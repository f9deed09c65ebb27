/** What the Layers panel asks of the extension host, and what the host tells it. */
import * as v from 'valibot';
import type { LayerStatistic } from '../base/layer-tags';
import type { InspectorEvent } from './inspector-messages';
import { type LayerAnswers, layerQuestions } from './layer-questions';
import {
  type FromRunPanelEvent,
  type RunPanelAnswers,
  type RunPanelEvent,
  runPanelRequests,
} from './run-panel-messages';
import { validator } from './validate';

/** What was recorded of layers at the newest step up to `step`. */
const readFigures = v.object({ kind: v.literal('readFigures'), step: v.number() });

const layersPanelRequestSchema = v.variant('kind', [...runPanelRequests, ...layerQuestions, readFigures]);
export type LayersPanelRequest = v.InferOutput<typeof layersPanelRequestSchema>;
export const readLayersPanelRequest = validator('A request of a panel', layersPanelRequestSchema);

export interface RecordedFigures {
  /** By role. */
  readonly layer: string;
  readonly figures: Readonly<Partial<Record<LayerStatistic, number>>>;
  /** Step at which they were recorded; undefined where they never were. */
  readonly step: number | undefined;
  /** How what it gave out over a batch was distributed; absent where that was not recorded. */
  readonly histogram?: { readonly least: number; readonly most: number; readonly counts: readonly number[] };
}

type Answers = RunPanelAnswers & LayerAnswers & { readonly readFigures: readonly RecordedFigures[] };

/** Questions to the inspector are refused with its problem, as all requests are that fail. */
export interface FromLayersPanel {
  readonly request: LayersPanelRequest;
  readonly answers: { readonly [Kind in keyof Answers]: Answers[Kind] };
  readonly event: FromRunPanelEvent;
}

export type LayersPanelEvent = RunPanelEvent | InspectorEvent;

export interface ToLayersPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: LayersPanelEvent;
}

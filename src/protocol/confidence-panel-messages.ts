/** What the Confidence panel asks of the extension host, and what the host tells it. */
import * as v from 'valibot';
import { type ConfidenceAnswers, confidenceQuestions } from './confidence-questions';
import type { InspectorEvent } from './inspector-messages';
import {
  type FromRunPanelEvent,
  type RunPanelAnswers,
  type RunPanelEvent,
  runPanelRequests,
} from './run-panel-messages';
import { validator } from './validate';

const confidencePanelRequestSchema = v.variant('kind', [...runPanelRequests, ...confidenceQuestions]);
export type ConfidencePanelRequest = v.InferOutput<typeof confidencePanelRequestSchema>;
export const readConfidencePanelRequest = validator('A request of a panel', confidencePanelRequestSchema);

type Answers = RunPanelAnswers & ConfidenceAnswers;

/** Questions to the inspector are refused with its problem, as all requests are that fail. */
export interface FromConfidencePanel {
  readonly request: ConfidencePanelRequest;
  readonly answers: { readonly [Kind in keyof Answers]: Answers[Kind] };
  readonly event: FromRunPanelEvent;
}

export type ConfidencePanelEvent = RunPanelEvent | InspectorEvent;

export interface ToConfidencePanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: ConfidencePanelEvent;
}

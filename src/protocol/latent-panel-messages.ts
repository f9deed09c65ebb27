/** What the Latent space panel asks of the extension host, and what the host tells it. */
import * as v from 'valibot';
import { type LatentAnswers, type latentEvents, latentQuestions } from './latent-questions';
import {
  type FromRunPanelEvent,
  type RunPanelAnswers,
  type RunPanelEvent,
  runPanelRequests,
} from './run-panel-messages';
import { validator } from './validate';

const latentPanelRequestSchema = v.variant('kind', [...runPanelRequests, ...latentQuestions]);
export type LatentPanelRequest = v.InferOutput<typeof latentPanelRequestSchema>;
export const readLatentPanelRequest = validator('A request of a panel', latentPanelRequestSchema);

type Answers = RunPanelAnswers & LatentAnswers;

/** Questions to the inspector are refused with its problem, as all requests are that fail. */
export interface FromLatentPanel {
  readonly request: LatentPanelRequest;
  readonly answers: { readonly [Kind in keyof Answers]: Answers[Kind] };
  readonly event: FromRunPanelEvent;
}

export type LatentPanelEvent = RunPanelEvent | v.InferOutput<(typeof latentEvents)[number]>;

export interface ToLatentPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: LatentPanelEvent;
}

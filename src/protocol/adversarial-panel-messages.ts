/** What the Adversarial panel asks of the extension host, and what the host tells it. */
import * as v from 'valibot';
import { type AttackAnswers, type attackEvents, attackQuestions } from './attack-questions';
import {
  type FromRunPanelEvent,
  type RunPanelAnswers,
  type RunPanelEvent,
  runPanelRequests,
} from './run-panel-messages';
import { validator } from './validate';

const adversarialPanelRequestSchema = v.variant('kind', [...runPanelRequests, ...attackQuestions]);
export type AdversarialPanelRequest = v.InferOutput<typeof adversarialPanelRequestSchema>;
export const readAdversarialPanelRequest = validator('A request of a panel', adversarialPanelRequestSchema);

type Answers = RunPanelAnswers & AttackAnswers;

/** Questions to the inspector are refused with its problem, as all requests are that fail. */
export interface FromAdversarialPanel {
  readonly request: AdversarialPanelRequest;
  readonly answers: { readonly [Kind in keyof Answers]: Answers[Kind] };
  readonly event: FromRunPanelEvent;
}

export type AdversarialPanelEvent = RunPanelEvent | v.InferOutput<(typeof attackEvents)[number]>;

export interface ToAdversarialPanel {
  readonly request: { readonly kind: 'nothing' };
  readonly answers: { readonly nothing: undefined };
  readonly event: AdversarialPanelEvent;
}

/** The Latent space panel in the host: what it asks about codings goes to the inspector of its run. */
import { readFromRunPanelEvent } from '../protocol/run-panel-messages';
import { readLatentPanelRequest } from '../protocol/latent-panel-messages';
import type { LatentQuestion } from '../protocol/latent-questions';
import * as vscode from 'vscode';
import { MomentPanel } from './moment-panel';
import type { RunPanelKind } from './run-panels';

export const latentPanels: RunPanelKind = {
  viewType: 'gibbon.latent',
  title: (runName) => vscode.l10n.t('Latent space · {0}', runName),
  make: (parts) =>
    new MomentPanel<LatentQuestion>(parts, {
      page: 'latent',
      readRequest: readLatentPanelRequest,
      readEvent: readFromRunPanelEvent,
      answer: (question, session) => session.inspection.ask(question),
    }),
};

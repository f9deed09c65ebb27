/** The Confidence panel in the host: what it asks about the discriminator goes to the inspector of its run. */
import * as vscode from 'vscode';
import { readConfidencePanelRequest } from '../protocol/confidence-panel-messages';
import type { ConfidenceQuestion } from '../protocol/confidence-questions';
import { readFromRunPanelEvent } from '../protocol/run-panel-messages';
import { MomentPanel } from './moment-panel';
import type { RunPanelKind } from './run-panels';

export const confidencePanels: RunPanelKind = {
  viewType: 'gibbon.confidence',
  title: (runName) => vscode.l10n.t('Confidence · {0}', runName),
  make: (parts) =>
    new MomentPanel<ConfidenceQuestion>(parts, {
      page: 'confidence',
      readRequest: readConfidencePanelRequest,
      readEvent: readFromRunPanelEvent,
      answer: (question, session) => session.inspection.ask(question),
    }),
};

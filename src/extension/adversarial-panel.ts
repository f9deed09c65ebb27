/** The Adversarial panel in the host: what it asks about attacks goes to the inspector of its run. */
import * as vscode from 'vscode';
import { readAdversarialPanelRequest } from '../protocol/adversarial-panel-messages';
import type { AttackQuestion } from '../protocol/attack-questions';
import { readFromRunPanelEvent } from '../protocol/run-panel-messages';
import { MomentPanel } from './moment-panel';
import type { RunPanelKind } from './run-panels';

export const adversarialPanels: RunPanelKind = {
  viewType: 'gibbon.adversarial',
  title: (runName) => vscode.l10n.t('Adversarial · {0}', runName),
  make: (parts) =>
    new MomentPanel<AttackQuestion>(parts, {
      page: 'adversarial',
      readRequest: readAdversarialPanelRequest,
      readEvent: readFromRunPanelEvent,
      answer: (question, session) => session.inspection.ask(question),
    }),
};

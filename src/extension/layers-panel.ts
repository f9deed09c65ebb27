/** The Layers panel in the host: what layers make of samples goes to the run's inspector; their figures are the run's records. */
import * as vscode from 'vscode';
import { type LayersPanelRequest, readLayersPanelRequest } from '../protocol/layers-panel-messages';
import type { LayerQuestion } from '../protocol/layer-questions';
import { readFromRunPanelEvent, type RunPanelRequest } from '../protocol/run-panel-messages';
import { figuresAt } from './layer-figures';
import { MomentPanel } from './moment-panel';
import type { RunPanelKind } from './run-panels';

type Question = Exclude<LayersPanelRequest, RunPanelRequest>;

export const layersPanels: RunPanelKind = {
  viewType: 'gibbon.layers',
  title: (runName) => vscode.l10n.t('Layers · {0}', runName),
  make: (parts) =>
    new MomentPanel<Question>(parts, {
      page: 'layers',
      readRequest: readLayersPanelRequest,
      readEvent: readFromRunPanelEvent,
      answer: (question, session) =>
        question.kind === 'readFigures'
          ? Promise.resolve(figuresAt(session.manifest, session.figures, question.step))
          : session.inspection.ask(question satisfies LayerQuestion),
    }),
};

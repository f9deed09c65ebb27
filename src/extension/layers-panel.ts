/** The Layers panel in the host: what layers make of samples goes to the run's inspector; their figures are the run's records. */
import * as vscode from 'vscode';
import { layerTag } from '../base/layer-tags';
import {
  type LayersPanelRequest,
  readLayersPanelRequest,
  type RecordedFigures,
} from '../protocol/layers-panel-messages';
import type { LayerQuestion } from '../protocol/layer-questions';
import { readFromRunPanelEvent, type RunPanelRequest } from '../protocol/run-panel-messages';
import { MomentPanel } from './moment-panel';
import type { RunPanelKind } from './run-panels';
import type { RunSession } from './run-session';

type Question = Exclude<LayersPanelRequest, RunPanelRequest>;

const STATISTICS = ['gradientNorm', 'updateRatio', 'mean', 'spread', 'deadShare'] as const;

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
          ? Promise.resolve(figuresAt(session, question.step))
          : session.inspection.ask(question satisfies LayerQuestion),
    }),
};

/** Of all layers, as they were recorded at or before a step; with what was computed again of the step under the playhead. */
function figuresAt({ manifest, figures: reader }: RunSession, step: number): RecordedFigures[] {
  return manifest.models.flatMap(({ layers }) =>
    layers.map(({ name }) => {
      const values = reader.values(
        STATISTICS.map((what) => layerTag(name, what)),
        step,
      );
      const histogram = reader.histogramAt(layerTag(name, 'activation'), step);
      return {
        layer: name,
        figures: Object.fromEntries(
          STATISTICS.flatMap((what) => {
            const found = values.find(({ tag }) => tag === layerTag(name, what));
            return found ? [[what, found.value]] : [];
          }),
        ),
        step: values[0]?.step,
        ...(histogram && {
          histogram: { least: histogram.min, most: histogram.max, counts: [...histogram.bucketCounts] },
        }),
      };
    }),
  );
}

/** Plays the extension host for the Training panel: answers each request from a recorded run. */
import { ProblemError } from '../../src/base/problem';
import type { PictureFormat } from '../../src/protocol/panel-services';
import type { PanelRequest } from '../../src/protocol/training-panel-messages';
import type { RecordedRun } from './recorded-run';

/**
 * @param format what the user chooses when a picture is saved
 * @param others runs by folder, of which the user chooses the first one to compare with
 */
export function answerFrom(
  run: RecordedRun,
  format: PictureFormat = 'png',
  others: ReadonlyMap<string, RecordedRun> = new Map(),
): (request: PanelRequest) => unknown {
  let other: RecordedRun | undefined;
  return (request) => {
    const asked = 'of' in request && request.of === 'other' ? other : run;
    if (!asked) throw new ProblemError({ message: 'No other run is open in this panel.', blame: 'environment' });
    switch (request.kind) {
      case 'readRun':
        return run.read();
      case 'readCurves':
        return { curves: asked.curves(request.tags, request.fromStep, request.toStep, request.columns) };
      case 'readHistograms':
        return asked.histograms(request.tag, request.fromStep, request.toStep, request.columns);
      case 'readValues':
        return { values: asked.values(request.tags, request.step) };
      case 'readStatistics':
        return { statistics: asked.statistics(request.tags, request.fromStep, request.toStep), wallMs: 12_340 };
      case 'readImage':
        return asked.imageAt(request.tag, request.step);
      case 'readSteps':
        return { steps: asked.steps(request.tag) };
      case 'chooseOther':
        return { runFolder: [...others.keys()][0] ?? null };
      case 'readOther':
        other = others.get(request.runFolder);
        if (other) return other.read();
        throw new ProblemError({
          message: `${request.runFolder}/manifest.json can't be read: it does not exist.`,
          blame: 'environment',
        });
      case 'chooseFile':
        return { ticket: 'chosen', format };
      default:
        return null;
    }
  };
}

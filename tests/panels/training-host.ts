/** Plays the extension host for the Training panel: answers each request from a recorded run. */
import type { PanelRequest, PictureFormat } from '../../src/protocol/training-panel-messages';
import type { RecordedRun } from './recorded-run';

/** @param format what the user chooses when a picture is saved */
export function answerFrom(run: RecordedRun, format: PictureFormat = 'png'): (request: PanelRequest) => unknown {
  return (request) => {
    switch (request.kind) {
      case 'readRun':
        return run.read();
      case 'readCurves':
        return { curves: run.curves(request.tags, request.fromStep, request.toStep, request.columns) };
      case 'readHistograms':
        return run.histograms(request.tag, request.fromStep, request.toStep, request.columns);
      case 'readValues':
        return { values: run.values(request.tags, request.step) };
      case 'readImage':
        return run.imageAt(request.tag, request.step);
      case 'readSteps':
        return { steps: run.steps(request.tag) };
      case 'chooseFile':
        return { ticket: 'chosen', format };
      default:
        return null;
    }
  };
}

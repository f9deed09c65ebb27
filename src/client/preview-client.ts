/**
 * Asks for a preview of an experiment's data, in a process of its own: data may take long to read, and nobody who types
 * has to wait for it. Whoever asks has made sure that the experiment's code may be run.
 */
import type { Disposable } from '../base/disposable';
import { toProblem } from '../base/problem';
import { failure, type Result } from '../base/result';
import type { DatasetPreview } from '../protocol/dataset-preview';
import { readPreviewAnswer } from '../protocol/inspector-messages';
import type { DataPlaces } from '../protocol/trainer-job';
import { InspectorProcess, type InspectorProgram } from './inspector-process';

export interface PreviewQuestion {
  readonly experimentFile: string;
  /** What the file is taken to hold, where that isn't on disk. */
  readonly source: string | undefined;
  readonly dataPlaces: DataPlaces;
}

export class PreviewClient implements Disposable {
  private readonly process: InspectorProcess;
  /** Never rejects. Its process has ended then. */
  readonly answer: Promise<Result<DatasetPreview>>;

  /** @param onActivity is told what takes long */
  constructor(program: InspectorProgram, question: PreviewQuestion, onActivity: (activity: string) => void) {
    this.process = new InspectorProcess(program);
    this.process.onEvent((event) => {
      if (event.kind === 'reading') onActivity(event.activity);
    });
    this.answer = this.ask(question).finally(() => this.process.dispose());
  }

  dispose(): void {
    this.process.dispose();
  }

  private async ask({ experimentFile, source, dataPlaces }: PreviewQuestion): Promise<Result<DatasetPreview>> {
    const { datasetFolders, cacheFolder, allowDownload } = dataPlaces;
    try {
      return readPreviewAnswer(
        await this.process.request({
          kind: 'previewData',
          experimentFile,
          ...(source !== undefined && { source }),
          dataPlaces: { datasetFolders, cacheFolder, allowDownload },
        }),
      );
    } catch (error) {
      return failure(toProblem(error, 'environment'));
    }
  }
}

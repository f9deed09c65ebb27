/**
 * A real run behind a panel about a moment, answered by a real inspector as the extension host has it: trained by the command
 * line, a few hundred steps of an experiment.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProblemError } from '../../src/base/problem';
import { unwrap } from '../../src/base/result';
import { RunInspectorClient } from '../../src/client/run-inspector-client';
import type { InspectorEvent, PanelQuestion } from '../../src/protocol/inspector-messages';
import { figuresAt } from '../../src/extension/layer-figures';
import type { LayersPanelRequest } from '../../src/protocol/layers-panel-messages';
import type { RunPanelRequest, ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';
import { listCheckpoints } from '../../src/store/checkpoint-folder';
import { readManifest } from '../../src/store/manifest-file';
import { RunReader } from '../../src/store/run-reader';
import { gibbon } from '../programs/gibbon-cli';

const ROOT = path.resolve(__dirname, '../..');
const program = { execPath: process.execPath, script: path.join(ROOT, 'dist', 'inspector.cjs') };

export class InspectedRun {
  private readonly inspector: RunInspectorClient;
  private at: number | undefined;

  /** @param folder of a run @param cacheFolder where a reference classifier is looked for */
  constructor(
    readonly folder: string,
    cacheFolder = folder,
    private readonly cleanUp: () => void = () => undefined,
  ) {
    this.inspector = new RunInspectorClient(program, folder, { datasetFolders: [], cacheFolder, allowDownload: false });
  }

  /** @param experiment file, from the root of the repository */
  static async train(experiment: string, steps: number): Promise<InspectedRun> {
    const runs = mkdtempSync(path.join(os.tmpdir(), 'gibbon-inspected-'));
    const { code, stderr } = await gibbon([
      'train',
      path.join(ROOT, experiment),
      '--runs',
      runs,
      '--steps',
      String(steps),
    ]);
    if (code !== 0) throw new Error(`${experiment} could not be trained: ${stderr}`);
    const [run = ''] = readdirSync(runs);
    return new InspectedRun(path.join(runs, run), runs, () => rmSync(runs, { recursive: true, force: true }));
  }

  onEvent(listener: (event: InspectorEvent) => void): void {
    this.inspector.onEvent(listener);
  }

  /** Where the playhead is put; undefined lets it ride. */
  movePlayhead(step: number | undefined): ShownMoment {
    this.at = step;
    return this.moment;
  }

  get moment(): ShownMoment {
    const lastStep = this.steps.at(-1) ?? 0;
    return this.at === undefined
      ? { step: lastStep, playhead: { kind: 'live' }, isMoving: false }
      : { step: this.at, playhead: { kind: 'at', step: this.at }, isMoving: false };
  }

  async answer(request: PanelQuestion | RunPanelRequest | LayersPanelRequest): Promise<unknown> {
    switch (request.kind) {
      case 'readFigures':
        return this.figuresAt(request.step);
      case 'readRun':
        return this.described;
      case 'readMoment':
        return this.moment;
      case 'chooseFile':
        return { ticket: '1', format: 'png' };
      case 'writeFile':
      case 'copyText':
      case 'revealPlace':
        return null;
      default: {
        const answer = await this.inspector.ask(request);
        if (!answer.ok) throw new ProblemError(answer.problem);
        return answer.value;
      }
    }
  }

  dispose(): void {
    this.inspector.dispose();
    this.cleanUp();
  }

  private figuresAt(step: number) {
    const reader = unwrap(RunReader.open(this.folder));
    reader.refresh();
    const figures = figuresAt(unwrap(readManifest(this.folder)), reader, step);
    reader.dispose();
    return figures;
  }

  private get steps(): number[] {
    return listCheckpoints(this.folder).map(({ step }) => step);
  }

  private get described(): ShownRun {
    const { steps } = this;
    return {
      manifest: unwrap(readManifest(this.folder)),
      state: 'finished',
      lastStep: steps.at(-1) ?? 0,
      keptSteps: steps,
      moment: this.moment,
    };
  }
}

/** The runs of a file of tests, each trained once for all of them. */
export class InspectedRuns {
  private readonly known = new Map<string, InspectedRun>();

  /** Its playhead rides. @param experiment file, from the root of the repository */
  async of(experiment: string, steps: number): Promise<InspectedRun> {
    const run = this.known.get(experiment) ?? (await InspectedRun.train(experiment, steps));
    this.known.set(experiment, run);
    run.movePlayhead(undefined);
    return run;
  }

  /** @param name of one of the fixtures */
  fixture(name: string, steps = 60): Promise<InspectedRun> {
    return this.of(`tests/fixtures/experiments/${name}.gibbon.ts`, steps);
  }

  dispose(): void {
    for (const run of this.known.values()) run.dispose();
  }
}

/** A fixture's run in a real run folder, written and read by the run store, so that a test can damage it as a disk does. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProblemError } from '../../src/base/problem';
import type { PanelRequest } from '../../src/protocol/training-panel-messages';
import { EventFileWriter, eventFileName } from '../../src/store/event-file-writer';
import type { EventRecord } from '../../src/store/event-messages';
import { RunReader } from '../../src/store/run-reader';
import type { RecordedRun, RunRecords } from './recorded-run';

const STARTED_AT = new Date('2026-11-23T12:43:07.000Z');

export class RunOnDisk {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'gibbon-panel-'));

  /** @param leaveOut tags that are not recorded, though tracks name them */
  constructor(
    private readonly run: RecordedRun,
    leaveOut: (tag: string) => boolean = () => false,
  ) {
    const eventFile = eventFileName(STARTED_AT, 0);
    const writer = EventFileWriter.create(path.join(this.folder, eventFile), STARTED_AT.getTime() / 1000, () => 0);
    for (let step = 0; step <= run.lastStep; step++) {
      const record = recordOf(run.records, step, leaveOut);
      if (record) writer.append(record);
    }
    writer.close();
    const segments = [{ eventFile, fromStep: 0, startedAt: STARTED_AT.toISOString() }];
    this.writeManifest(JSON.stringify({ ...run.records.manifest, segments }));
  }

  writeManifest(text: string): void {
    writeFileSync(path.join(this.folder, 'manifest.json'), text);
  }

  get eventFile(): string {
    const name = readdirSync(this.folder).find((each) => each.includes('tfevents'));
    return path.join(this.folder, name ?? 'none');
  }

  /** Answers as the extension host does, from what the store reads of the folder now. */
  answers(): (request: PanelRequest) => unknown {
    const opened = RunReader.open(this.folder);
    if (!opened.ok) {
      const { problem } = opened;
      return () => {
        throw new ProblemError(problem);
      };
    }
    const reader = opened.value;
    reader.refresh({ isWriterGone: true });
    return (request) => answerFromReader(reader, this.run, request);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function answerFromReader(reader: RunReader, run: RecordedRun, request: PanelRequest): unknown {
  switch (request.kind) {
    case 'readRun':
      return {
        manifest: reader.manifest,
        state: run.state,
        damage: reader.damage,
        progress: { ...run.progress(), lastStep: reader.lastStep },
      };
    case 'readCurves':
      return { curves: reader.curves(request.tags, request.fromStep, request.toStep, request.columns) };
    case 'readHistograms':
      return reader.histograms(request.tag, request.fromStep, request.toStep, request.columns);
    case 'readValues':
      return { values: reader.values(request.tags, request.step) };
    case 'readStatistics':
      return { statistics: reader.statistics(request.tags, request.fromStep, request.toStep), wallMs: null };
    case 'readImage': {
      const image = reader.imageAt(request.tag, request.step);
      return image && { ...image, png: new Uint8Array(image.png) };
    }
    case 'readSteps':
      return { steps: reader.steps(request.tag) };
    default:
      return null;
  }
}

/** What the fixture has of a step; undefined when that is nothing. */
function recordOf(
  { scalars, histograms, pictures }: RunRecords,
  step: number,
  leaveOut: (tag: string) => boolean,
): EventRecord | undefined {
  const numbers = [...scalars].flatMap(([tag, at]) => {
    const value = leaveOut(tag) || step === 0 ? undefined : at(step);
    return value === undefined ? [] : [{ tag, value }];
  });
  const counts = [...histograms]
    .filter(([tag, { every }]) => !leaveOut(tag) && step > 0 && step % every === 0)
    .map(([tag, { bins, at }]) => histogramOf(tag, bins, at(step)));
  const images = [...pictures]
    .filter(([tag, { steps }]) => !leaveOut(tag) && steps.includes(step))
    .map(([tag, { at }]) => ({ tag, width: 1, height: 1, png: at(step) }));
  if (numbers.length + counts.length + images.length === 0) return undefined;
  return { step, wallTime: STARTED_AT.getTime() / 1000 + step, scalars: numbers, histograms: counts, images };
}

const histogramOf = (tag: string, bins: number, counts: Float32Array) => ({
  tag,
  min: 0,
  max: 1,
  count: counts.reduce((sum, count) => sum + count, 0),
  sum: 0,
  sumSquares: 0,
  bucketLimits: Array.from({ length: bins }, (_, bin) => (bin + 1) / bins),
  bucketCounts: [...counts],
});

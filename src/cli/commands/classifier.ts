/** gibbon classifier DATASET */
import path from 'node:path';
import type { DatasetSpec } from '../../base/dataset-spec';
import { trainClassifier } from '../../client/train-classifier';
import { type CommandLine, readArguments, usageError } from '../command-line';
import { jobSettings } from '../job-settings';

const datasets: Readonly<Record<string, DatasetSpec>> = {
  'fashion-mnist': { kind: 'fashionMnist' },
  glyphs: { kind: 'glyphs' },
};
const TELL_EVERY_SHARE = 0.1;

export const classifierCommand: CommandLine = {
  usage: `classifier ${Object.keys(datasets).join('|')} [--again] [--json]`,
  summary:
    'trains the reference classifier of a data set, which tells the classes that GANs draw; once, unless --again says so',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['DATASET'], { again: { type: 'boolean' } });
    const [name = ''] = positionals;
    const dataset = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
    if (!dataset)
      throw usageError(
        `The command expected one of ${Object.keys(datasets).join(', ')}, and got ${name || 'nothing'}.`,
      );
    const { datasetFolders, cacheFolder, allowDownload } = jobSettings(process.env);
    let told = 0;
    const ready = await trainClassifier(
      { execPath: process.execPath, script: context.trainerScript },
      {
        dataset,
        baseFolder: path.resolve('.'),
        again: values.again ?? false,
        datasetFolders,
        cacheFolder,
        allowDownload,
      },
      (word) => {
        if (word.kind === 'began') context.tell(`training the reference classifier of ${word.dataset} once`);
        if (word.kind !== 'progressed' || word.share - told < TELL_EVERY_SHARE) return;
        told = word.share;
        context.tell(`${Math.round(word.share * 100)} %`);
      },
    );
    if (context.json) {
      const { dataset: of, accuracy, testCount, trainedMs, file, notes } = ready;
      context.print(JSON.stringify({ dataset: of, accuracy, testCount, trainedMs, file, notes }));
      return 0;
    }
    for (const note of ready.notes) context.print(note);
    const seconds = ready.trainedMs > 0 ? ` (trained in ${Math.round(ready.trainedMs / 1000)} s)` : '';
    context.print(
      `${ready.dataset}: tells ${(ready.accuracy * 100).toFixed(1)} % of ${ready.testCount.toLocaleString('en-US')} test images right${seconds}`,
    );
    context.print(ready.file);
    return 0;
  },
};

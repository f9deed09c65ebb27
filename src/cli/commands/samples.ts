/** gibbon samples RUN */
import path from 'node:path';
import { unwrap } from '../../base/result';
import { wilsonInterval } from '../../base/confidence-interval';
import { COVERED_SHARE, coveredClasses } from '../../base/covered-classes';
import type { JudgedImages } from '../../protocol/generated-questions';
import { type CommandLine, readArguments, readCount, usageError } from '../command-line';
import { inspectorOf } from '../opened-inspector';

const USUAL_COUNT = 5000;

export const samplesCommand: CommandLine = {
  usage: 'samples RUN [--count N] [--step N] [--seed N] [--runs DIR] [--json]',
  summary:
    'draws images with the generator of RUN: of which classes they are, whether as asked, and how far their features lie from those of real ones',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      count: { type: 'string' },
      step: { type: 'string' },
      seed: { type: 'string' },
      runs: { type: 'string' },
    });
    const { runFolder, inspector } = inspectorOf(positionals[0] ?? '', values.runs, context);
    try {
      const { lastStep } = unwrap(await inspector.opened);
      const asked = {
        kind: 'judgeGenerated',
        step: readCount('step', values.step, 0) ?? lastStep,
        count: readCount('count', values.count, 2) ?? USUAL_COUNT,
        seed: readCount('seed', values.seed, 0) ?? 0,
      } as const;
      const judged = unwrap(await inspector.ask(asked));
      if (!judged) throw usageError('The judging was given up.');
      if (context.json) context.print(JSON.stringify(asJson(path.basename(runFolder), judged)));
      else inWords(judged).forEach(context.print);
      return 0;
    } finally {
      inspector.dispose();
    }
  },
};

const sharesOf = ({ classes, count }: JudgedImages) => classes.map(({ images }) => images / count);

const asJson = (run: string, judged: JudgedImages) => ({
  run,
  ...judged,
  covered: coveredClasses(sharesOf(judged)).covered,
  ...(judged.asAsked !== undefined && { asAskedShare: judged.asAsked / judged.count }),
});

function inWords(judged: JudgedImages): string[] {
  const { step, count, classes, asAsked, classifierAccuracy, distance } = judged;
  const { covered, of } = coveredClasses(sharesOf(judged));
  const percent = (value: number) => (value * 100).toFixed(1);
  const share = (images: number) => {
    const { low, high } = wilsonInterval(images / count, count);
    return `${percent(images / count)} % (95 % interval ${percent(low)}–${percent(high)})`;
  };
  const longest = Math.max(...classes.map(({ name }) => name.length));
  const say = (value: number) => value.toPrecision(3);
  return [
    `${count.toLocaleString('en-US')} images by chance, weights after step ${step.toLocaleString('en-US')}, told apart by the reference classifier, which tells ${percent(classifierAccuracy)} % of the test images right`,
    `${covered} of ${of} classes are drawn: ${percent(COVERED_SHARE)} % or more of the images each`,
    ...classes.map(({ name, images }) => `  ${name.padEnd(longest)}  ${share(images)}`),
    ...(asAsked === undefined ? [] : [`class as asked  ${share(asAsked)}`]),
    `feature-FID ${say(distance.value)}; ${say(distance.ofReal)} for as many real training images`,
    `  Fréchet distance between the ${distance.features} features of the last hidden layer of the reference classifier and those of ${distance.realImages.toLocaleString('en-US')} test images; not comparable with published FIDs, whose features are those of an Inception network`,
  ];
}

/** gibbon attack RUN --attack NAME --epsilon E */
import path from 'node:path';
import { unwrap } from '../../base/result';
import { wilsonInterval } from '../../base/confidence-interval';
import type { Attacked, AttacksDescription } from '../../protocol/attack-questions';
import { type CommandLine, readArguments, readCount, usageError } from '../command-line';
import { inspectorOf } from '../opened-inspector';
import { runOfSavedModel } from '../saved-model-run';

const USUAL_COUNT = 1000;

export const attackCommand: CommandLine = {
  usage:
    'attack RUN|MODEL.json --attack NAME --epsilon E [--data fashion-mnist|glyphs|FOLDER] [--range LEAST,MOST] [--target CLASS] [--norm linf|l2] [--steps N] [--step-size S] [--confidence P] [--count N] [--step N] [--seed N] [--runs DIR] [--json]',
  summary:
    'attacks the classifier of RUN, or one that TensorFlow.js has saved, on test images (fgsm, targeted-fgsm, pgd, targeted-descent): how many it tells right before and after',
  async run(args, context) {
    const { values, positionals } = readArguments(args, ['RUN'], {
      attack: { type: 'string' },
      epsilon: { type: 'string' },
      target: { type: 'string' },
      norm: { type: 'string' },
      steps: { type: 'string' },
      'step-size': { type: 'string' },
      confidence: { type: 'string' },
      count: { type: 'string' },
      step: { type: 'string' },
      seed: { type: 'string' },
      runs: { type: 'string' },
      data: { type: 'string' },
      range: { type: 'string' },
    });
    if (values.attack === undefined) throw usageError('attack expected --attack NAME, such as fgsm, and got none.');
    const epsilon = readNumber('epsilon', values.epsilon);
    if (epsilon === undefined) throw usageError('attack expected --epsilon E, such as 0.1, and got none.');
    const { norm } = values;
    if (norm !== undefined && norm !== 'linf' && norm !== 'l2')
      throw usageError(`--norm expected linf or l2, and got ${norm}.`);
    const [victim = ''] = positionals;
    const saved = victim.endsWith('.json')
      ? await runOfSavedModel(victim, values.data, values.range, context)
      : undefined;
    const stray = saved ? undefined : (['data', 'range'] as const).find((name) => values[name] !== undefined);
    if (stray) throw usageError(`--${stray} expected MODEL.json in place of a run, and got ${victim}.`);
    const { runFolder, inspector } = inspectorOf(saved ? 'latest' : victim, saved?.runs ?? values.runs, context);
    try {
      const { lastStep } = unwrap(await inspector.opened);
      const described = unwrap(await inspector.ask({ kind: 'describeAttacks' }));
      const optional = {
        norm,
        target: values.target === undefined ? undefined : classNumber(values.target, described),
        steps: readCount('steps', values.steps, 1),
        stepSize: readNumber('step-size', values['step-size']),
        confidence: readNumber('confidence', values.confidence),
      };
      const options = {
        epsilon,
        ...Object.fromEntries(Object.entries(optional).filter(([, one]) => one !== undefined)),
      };
      const asked = {
        kind: 'attackMany',
        step: readCount('step', values.step, 0) ?? lastStep,
        attack: values.attack,
        options,
        count: readCount('count', values.count, 1) ?? USUAL_COUNT,
        seed: readCount('seed', values.seed, 0) ?? 0,
      } as const;
      const attacked = unwrap(await inspector.ask(asked));
      if (!attacked) throw usageError('The attack was given up.');
      if (context.json) context.print(JSON.stringify(asJson(path.basename(runFolder), attacked, described)));
      else inWords(attacked, described).forEach(context.print);
      return 0;
    } finally {
      inspector.dispose();
      saved?.dispose();
    }
  },
};

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw usageError(`--${name} expected a number, and got ${text}.`);
  return value;
}

/** By its name, or its number. */
function classNumber(text: string, { classNames }: AttacksDescription): number {
  const named = classNames.findIndex((name) => name.toLowerCase() === text.toLowerCase());
  if (named >= 0) return named;
  const number = Number(text);
  if (/^\d+$/.test(text) && number < classNames.length) return number;
  throw usageError(`--target expected one of the classes ${classNames.join(', ')}, and got ${text}.`);
}

const asJson = (run: string, attacked: Attacked, { classNames, role, split }: AttacksDescription) => ({
  run,
  role,
  split,
  ...attacked,
  ...(attacked.options.target !== undefined && { target: classNames[attacked.options.target] }),
  cleanAccuracy: attacked.cleanRight / attacked.count,
  attackedAccuracy: attacked.attackedRight / attacked.count,
});

const SPLITS = { test: 'test images', validation: 'held-out images', train: 'images of the training' } as const;

function inWords(attacked: Attacked, { classNames, split, images }: AttacksDescription): string[] {
  const { attack, options, count, cleanRight, attackedRight, onTarget, blind, step } = attacked;
  const share = (right: number, of: number) => {
    const { low, high } = wilsonInterval(right / of, of);
    const percent = (value: number) => (value * 100).toFixed(1);
    return `${percent(right / of)} % (95 % interval ${percent(low)}–${percent(high)})`;
  };
  return [
    `${attack}, epsilon ${options.epsilon} by ${options.norm}, ${options.steps} step${options.steps === 1 ? '' : 's'}, ${count.toLocaleString('en-US')} of ${images.toLocaleString('en-US')} ${SPLITS[split]}, weights after step ${step.toLocaleString('en-US')}`,
    `told right before  ${share(cleanRight, count)}`,
    `told right after   ${share(attackedRight, count)}`,
    ...(onTarget && onTarget.of > 0 && options.target !== undefined
      ? [`taken for ${classNames[options.target]}  ${share(onTarget.reached, onTarget.of)}`]
      : []),
    ...(wilsonInterval(cleanRight / count, count).low <= 1 / classNames.length
      ? [
          'it tells hardly more right than by chance before any attack: is it trained, and is --range that of its pixels?',
        ]
      : []),
    ...(blind > 0
      ? [
          `${blind} images have no gradient at all: the attack can't see which way to go, and its figure proves nothing for them`,
        ]
      : []),
  ];
}

/** Attacks on the classifier of a run at a moment: which model that is, whether what is asked makes sense, and how many images fall. */
import { setImmediate } from 'node:timers/promises';
import type { AttackOptions } from '../../attacks/attack';
import { Attacker, type Victim } from '../../attacks/attacker';
import { attackNamed, attacks } from '../../attacks/registry';
import { activationOf, lastLayer } from '../../authoring/softmax';
import { ProblemError } from '../../base/problem';
import type { DatasetSplit } from '../../data/dataset';
import type { Attacked, AttackQuestion, AttacksDescription, AskedOptions } from '../../protocol/attack-questions';
import { type Assembled, explained } from '../../training/assemble-run';

/** Images at a time: a graph of one size. */
const BATCH = 250;

interface Target {
  readonly role: string;
  readonly victim: Victim;
}

interface Images {
  readonly split: DatasetSplit;
  readonly start: number;
  readonly count: number;
}

export interface AttackJourney {
  reach(step: number): Promise<boolean>;
  isWanted(): boolean;
  onAttacking(done: number, all: number): void;
}

type Many = Extract<AttackQuestion, { readonly kind: 'attackMany' }>;

export class AttackSpace {
  private readonly target: Target | undefined;
  private attacker: Attacker | undefined;

  constructor(private readonly run: Assembled) {
    this.target = targetOf(run);
  }

  /** @throws ProblemError where there is nothing to attack */
  describe(): AttacksDescription {
    const { role, victim } = this.theTarget();
    return {
      role,
      classNames: [...this.run.dataset.classNames],
      images: this.images.count,
      range: [...victim.range],
      attacks: attacks.map(({ name, title, source, targeted, norms }) => ({
        name,
        title,
        source,
        targeted,
        norms: [...norms],
      })),
    };
  }

  /** @returns null when nobody wanted it any more @throws ProblemError: no such attack, options that make no sense */
  async attackMany(
    { step, attack: name, options: asked, count, seed }: Many,
    { reach, isWanted, onAttacking }: AttackJourney,
  ): Promise<Attacked | null> {
    const { victim } = this.theTarget();
    const { attack, options } = this.optionsFor(name, asked);
    const { split, start, count: all } = this.images;
    const wanted = Math.min(count, all);
    if (wanted < 1) throw wrong('count', 'at least 1 image', String(count), 'Ask for more.');
    if (!(await reach(step))) return null;
    const { classes } = victim;
    const attacker = (this.attacker ??= new Attacker(victim, this.run.engine));
    const found = { cleanRight: 0, attackedRight: 0, reached: 0, of: 0, blind: 0 };
    for (let done = 0; done < wanted; done += BATCH) {
      const indices = Array.from({ length: Math.min(BATCH, wanted - done) }, (_, i) => start + done + i);
      const images = split.gather(indices);
      const labels = split.labels(indices);
      const { clean, perturbed } = explained(this.run.loaded, () => ({
        clean: attacker.probabilities(images),
        perturbed: attacker.perturb(attack, images, labels, options, seed + done),
      }));
      labels.forEach((label, at) => {
        const told = largest(perturbed.probabilities, at, classes);
        if (largest(clean, at, classes) === label) found.cleanRight++;
        if (told === label) found.attackedRight++;
        if (options.target === undefined || label === options.target) return;
        found.of++;
        if (told === options.target) found.reached++;
      });
      found.blind += perturbed.blind;
      onAttacking(done + indices.length, wanted);
      await setImmediate();
      if (!isWanted()) return null;
    }
    const { cleanRight, attackedRight, reached, of, blind } = found;
    return {
      step,
      attack: attack.name,
      options,
      count: wanted,
      cleanRight,
      attackedRight,
      ...(options.target !== undefined && { onTarget: { reached, of } }),
      blind,
    };
  }

  dispose(): void {
    this.attacker?.dispose();
  }

  /** @throws ProblemError: one sentence for what makes no sense */
  private optionsFor(name: string, asked: AskedOptions) {
    const attack = attackNamed(name);
    if (!attack) throw wrong('attack', attacks.map((one) => one.name).join(', '), name, 'Name one of these.');
    const { epsilon, target, norm, steps, stepSize, confidence } = asked;
    const { classNames } = this.run.dataset;
    if (!(epsilon >= 0 && Number.isFinite(epsilon)))
      throw wrong(
        'epsilon',
        'a number of at least 0',
        String(epsilon),
        'Set it for example to 0.1, a tenth of the range.',
      );
    if (target !== undefined && target >= classNames.length)
      throw wrong('target', `a class from 0 to ${classNames.length - 1}`, String(target), 'Name one of the classes.');
    if (target === undefined && attack.targeted === 'always')
      throw wrong(
        'target',
        'a class, since the attack goes towards one',
        'none',
        'Name the class that images are to be taken for.',
      );
    if (target !== undefined && attack.targeted === 'never')
      throw wrong(
        'target',
        'none, since the attack only leads away from the own class',
        classNames[target] ?? '',
        'Leave it out, or take targeted-fgsm.',
      );
    const usual = attack.defaults(epsilon);
    const options: AttackOptions = {
      ...usual,
      epsilon,
      ...(norm && { norm }),
      ...(steps !== undefined && { steps }),
      ...(stepSize !== undefined && { stepSize }),
      ...(confidence !== undefined && { confidence }),
      target,
    };
    if (!attack.norms.includes(options.norm))
      throw wrong('norm', attack.norms.join(' or '), options.norm, `${attack.title} is defined for it alone.`);
    if (options.steps < 1) throw wrong('steps', 'at least 1', String(options.steps), 'Take more.');
    if (!(options.stepSize >= 0 && Number.isFinite(options.stepSize)))
      throw wrong('stepSize', 'a number of at least 0', String(options.stepSize), 'Leave it out for the usual one.');
    if (!(options.confidence > 0 && options.confidence <= 1))
      throw wrong('confidence', 'a probability above 0', String(options.confidence), 'Set it for example to 0.99.');
    return { attack, options };
  }

  /** Test images, which no training has seen; held-out ones where there are none. */
  private get images(): Images {
    const { dataset, trainingStep } = this.run;
    if (dataset.test.count > 0) return { split: dataset.test, start: 0, count: dataset.test.count };
    const { start, count } = trainingStep.heldOut;
    return count > 0
      ? { split: dataset.train, start, count }
      : { split: dataset.train, start: 0, count: dataset.train.count };
  }

  private theTarget(): Target {
    if (this.target) return this.target;
    const { experiment } = this.run.loaded;
    throw new ProblemError({
      message: `There is nothing to attack: none of the models ${Object.keys(experiment.models).join(', ')} takes one sample of the data and ends in a softmax over its ${this.run.dataset.classNames.length} classes.`,
      remedy: 'Attack a run of classifier().',
      blame: 'experiment',
    });
  }
}

/** The model that tells the data's classes apart. */
function targetOf({ loaded, dataset }: Assembled): Target | undefined {
  const { train, classNames, range } = dataset;
  const classes = classNames.length;
  for (const [role, model] of Object.entries(loaded.experiment.models)) {
    const layer = lastLayer(model);
    const input = model.inputs[0]?.shape.slice(1) ?? [];
    const fits =
      model.inputs.length === 1 &&
      input.length === train.shape.length &&
      input.every((size, axis) => size === null || size === train.shape[axis]);
    const tells =
      layer && activationOf(layer) === 'softmax' && model.outputs[0]?.shape.slice(1).join() === String(classes);
    if (classes > 1 && fits && tells) return { role, victim: { model, shape: train.shape, classes, range } };
  }
  return undefined;
}

function largest(probabilities: Float32Array, row: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++)
    if (probabilities[row * classes + index]! > probabilities[row * classes + best]!) best = index;
  return best;
}

const wrong = (what: string, expected: string, got: string, remedy: string): ProblemError =>
  new ProblemError({ message: `${what} expected ${expected}, and got ${got}.`, remedy, blame: 'environment' });

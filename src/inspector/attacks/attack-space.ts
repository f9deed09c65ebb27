/** Attacks on the classifier of a run at a moment: how, on which images, what becomes of one of them, and how many fall. */
import { setImmediate } from 'node:timers/promises';
import { Attacker } from '../../attacks/attacker';
import { attacks } from '../../attacks/registry';
import { ProblemError } from '../../base/problem';
import type {
  Attacked,
  AttackedOne,
  AttackQuestion,
  AttacksDescription,
  ShownImages,
} from '../../protocol/attack-questions';
import { type Assembled, explained } from '../../training/assemble-run';
import { chosenAttack, wrong } from './attack-options';
import { AttackedImages } from './attacked-images';
import { attackOnImage } from './attack-on-image';
import { type Target, targetOf } from './victim';

/** Images at a time: a graph of one size. */
const BATCH = 250;

type Reach = (step: number) => Promise<boolean>;
type Of<Kind extends AttackQuestion['kind']> = Extract<AttackQuestion, { readonly kind: Kind }>;

export interface AttackJourney {
  readonly reach: Reach;
  isWanted(): boolean;
  onAttacking(done: number, all: number): void;
}

export class AttackSpace {
  private known: { readonly target: Target; readonly attacker: Attacker } | undefined;
  private readonly images: AttackedImages;

  constructor(private readonly run: Assembled) {
    this.images = new AttackedImages(run);
  }

  /** @throws ProblemError where there is nothing to attack */
  describe(): AttacksDescription {
    const { role, victim } = this.attacked.target;
    return {
      role,
      classNames: [...this.run.dataset.classNames],
      images: this.images.count,
      split: this.images.name,
      sampleShape: [...victim.shape],
      range: [...victim.range],
      attacks: attacks.map(({ name, title, source, targeted, norms, defaults }) => {
        const { steps, confidence } = defaults({ epsilon: 0, width: 1 });
        return { name, title, source, targeted, norms: [...norms], steps, confidence };
      }),
    };
  }

  /** @returns null when nobody wanted it any more @throws ProblemError */
  async showImages({ step, label, from, count }: Of<'showImages'>, reach: Reach): Promise<ShownImages | null> {
    const { target, attacker } = this.attacked;
    const all = this.images.ofLabel(label);
    const numbers = all.slice(from, from + count);
    if (!(await reach(step))) return null;
    const { images, labels } = this.images.read(numbers);
    const probabilities = numbers.length > 0 ? this.aside(() => attacker.probabilities(images)) : new Float32Array();
    const { shape, classes } = target.victim;
    return {
      step,
      all: all.length,
      from,
      numbers,
      labels: [...labels],
      images: { shape: [numbers.length, ...shape], values: images },
      probabilities: { shape: [numbers.length, classes], values: probabilities },
    };
  }

  /** @returns null when nobody wanted it any more @throws ProblemError: no such attack or image, options that make no sense */
  async attackOne(
    { step, image, attack: name, options: asked, seed }: Of<'attackOne'>,
    reach: Reach,
  ): Promise<AttackedOne | null> {
    const { target, attacker } = this.attacked;
    const { attack, options } = this.chosen(name, asked);
    const { images, labels } = this.images.read([image]);
    if (!(await reach(step))) return null;
    const [label = 0] = labels;
    const seen = this.aside(() => attackOnImage(target, attacker, attack, options, { image: images, label, seed }));
    checkNumbers(seen.clean, step);
    return { step, image, label, attack: attack.name, options, original: images, ...seen };
  }

  /** @returns null when nobody wanted it any more @throws ProblemError: no such attack, options that make no sense */
  async attackMany(
    { step, attack: name, options: asked, from = 0, count, seed }: Of<'attackMany'>,
    { reach, isWanted, onAttacking }: AttackJourney,
  ): Promise<Attacked | null> {
    const { target, attacker } = this.attacked;
    const { attack, options } = this.chosen(name, asked);
    const wanted = Math.min(count, this.images.count - from);
    if (wanted < 1)
      throw wrong('count', `at least 1 image of ${this.images.count}`, `${count} from ${from} on`, 'Ask for others.');
    if (!(await reach(step))) return null;
    const { classes } = target.victim;
    const found = { cleanRight: 0, attackedRight: 0, reached: 0, of: 0, blind: 0 };
    for (let done = 0; done < wanted; done += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, wanted - done) }, (_, i) => from + done + i);
      const { images, labels } = this.images.read(numbers);
      const { clean, perturbed } = this.aside(() => ({
        clean: checkNumbers(attacker.probabilities(images), step),
        perturbed: attacker.perturb(attack, images, labels, options, seed + from + done),
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
      onAttacking(done + numbers.length, wanted);
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
    this.known?.attacker.dispose();
  }

  private chosen(name: string, asked: Of<'attackOne'>['options']) {
    const { classNames, range } = this.run.dataset;
    return chosenAttack(name, asked, classNames, range);
  }

  /** @throws ProblemError where there is nothing to attack */
  private get attacked() {
    if (!this.known) {
      const target = targetOf(this.run);
      this.known = { target, attacker: new Attacker(target.victim, this.run.engine) };
    }
    return this.known;
  }

  /** The user's model may run, and throw at a line of the user's. */
  private aside<T>(work: () => T): T {
    return explained(this.run.loaded, work);
  }
}

/** @throws ProblemError where the weights of a step give no numbers */
function checkNumbers(probabilities: Float32Array, step: number): Float32Array {
  if (probabilities.every(Number.isFinite)) return probabilities;
  throw new ProblemError({
    message: `The attack expected probabilities of the classifier after ${step} steps, and got NaN: its weights are no numbers any more.`,
    remedy: 'Attack it at an earlier step; the timeline shows where the loss became NaN.',
    blame: 'experiment',
  });
}

/** The class with the largest probability. @param probabilities row-major [images, classes] */
function largest(probabilities: Float32Array, row: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++)
    if (probabilities[row * classes + index]! > probabilities[row * classes + best]!) best = index;
  return best;
}

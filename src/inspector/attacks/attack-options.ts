/** What an attack is asked to do, checked: one sentence for what makes no sense, and the usual for what was left out. */
import type { Attack, AttackOptions } from '../../attacks/attack';
import { attackNamed, attacks } from '../../attacks/registry';
import { ProblemError } from '../../base/problem';
import type { AskedOptions } from '../../protocol/attack-questions';

export interface ChosenAttack {
  readonly attack: Attack;
  readonly options: AttackOptions;
}

/** @param range of the data @throws ProblemError */
export function chosenAttack(
  name: string,
  asked: AskedOptions,
  classNames: readonly string[],
  [least, most]: readonly [number, number],
): ChosenAttack {
  const attack = attackNamed(name);
  if (!attack) throw wrong('attack', attacks.map((one) => one.name).join(', '), name, 'Name one of these.');
  const { epsilon, norm, steps, stepSize, confidence } = asked;
  if (!(epsilon >= 0 && Number.isFinite(epsilon)))
    throw wrong(
      'epsilon',
      'a number of at least 0',
      String(epsilon),
      'Set it for example to 0.1, a tenth of the range.',
    );
  const target = checkedTarget(attack, asked.target, classNames);
  if (norm !== undefined && !attack.norms.includes(norm))
    throw wrong('norm', attack.norms.join(' or '), norm, `${attack.title} is defined for it alone.`);
  if (steps !== undefined && steps < 1) throw wrong('steps', 'at least 1', String(steps), 'Take more.');
  const options: AttackOptions = {
    ...attack.defaults({ epsilon, norm, steps, width: most - least }),
    epsilon,
    target,
    ...(stepSize !== undefined && { stepSize }),
    ...(confidence !== undefined && { confidence }),
  };
  if (!(options.stepSize >= 0 && Number.isFinite(options.stepSize)))
    throw wrong('stepSize', 'a number of at least 0', String(options.stepSize), 'Leave it out for the usual one.');
  if (!(options.confidence > 0 && options.confidence <= 1))
    throw wrong(
      'confidence',
      'a probability above 0 and up to 1',
      String(options.confidence),
      'Set it for example to 0.99.',
    );
  return { attack, options };
}

function checkedTarget(attack: Attack, target: number | undefined, classNames: readonly string[]): number | undefined {
  if (target === undefined) {
    if (attack.targeted !== 'always') return undefined;
    throw wrong(
      'target',
      'a class, since the attack goes towards one',
      'none',
      'Name the class that images are to be taken for.',
    );
  }
  if (target >= classNames.length)
    throw wrong('target', `a class from 0 to ${classNames.length - 1}`, String(target), 'Name one of the classes.');
  if (attack.targeted === 'never')
    throw wrong(
      'target',
      'none, since the attack only leads away from the own class',
      classNames[target] ?? '',
      'Leave it out, or take targeted-fgsm.',
    );
  return target;
}

export const wrong = (what: string, expected: string, got: string, remedy: string): ProblemError =>
  new ProblemError({ message: `${what} expected ${expected}, and got ${got}.`, remedy, blame: 'environment' });

/** The live controls of an attack: which one, how far, how long, and where to. */
import { createChoice } from '../common/choice';
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatRound } from '../common/format';
import { t } from '../common/words';
import { attackSource, attackTitle } from './attack-names';
import { normName } from './charts';
import { createNumberControl } from './number-control';
import type { Norm } from './robustness';
import { type AdversarialMessage, type AdversarialState, attackOf, MOST_STEPS, mostEpsilon } from './state';

const ANY = 'any';
/** Places of the slider of epsilon. */
const PLACES = 200;

export interface ControlsBar {
  readonly element: HTMLElement;
  update(state: AdversarialState): void;
}

export function createControlsBar(send: (message: AdversarialMessage) => void, onAgain: () => void): ControlsBar {
  const attack = createChoice(t('Attack'), (name) => send({ kind: 'attackChosen', attack: name }));
  const target = createChoice(t('towards'), (value) =>
    send({ kind: 'wished', wish: { target: value === ANY ? undefined : Number(value) } }),
  );
  const norm = createChoice(t('by'), (value) => send({ kind: 'wished', wish: { norm: value as Norm } }));
  const epsilon = createNumberControl(t('ε'), t('how far an image may be changed at most (arrow keys)'), (value) =>
    send({ kind: 'wished', wish: { epsilon: value } }),
  );
  const steps = createNumberControl(t('steps'), t('steps along the gradient, at most'), (value) =>
    send({ kind: 'wished', wish: { steps: value } }),
  );
  const confidence = createNumberControl(t('until'), t('probability of the wanted class at which it stops'), (value) =>
    send({ kind: 'wished', wish: { confidence: value } }),
  );
  const source = element('span', { class: 'dim source' });
  const again = createButton({ label: t('Try again'), title: t('Ask once more'), look: 'secondary', onPress: onAgain });
  return {
    element: element(
      'div',
      { class: 'toolbar', attributes: { role: 'group', 'aria-label': t('Attack') } },
      ...[attack, target, norm, epsilon, steps, confidence].map((control) => control.element),
      source,
      again.element,
    ),
    update(state) {
      const { description, wish } = state;
      const chosen = attackOf(state);
      again.update({ shown: state.problem !== undefined });
      if (!description || !wish || !chosen) return;
      attack.update(
        description.attacks.map((one) => ({ value: one.name, text: attackTitle(one) })),
        wish.attack,
      );
      const classes = description.classNames.map((text, value) => ({ value: String(value), text }));
      const any = { value: ANY, text: t('any other class') };
      target.update(
        chosen.targeted === 'never' ? [] : chosen.targeted === 'always' ? classes : [any, ...classes],
        wish.target === undefined ? ANY : String(wish.target),
      );
      norm.update(
        chosen.norms.length > 1 ? chosen.norms.map((value) => ({ value, text: normName(value) })) : [],
        wish.norm,
      );
      const most = mostEpsilon(state, wish.norm);
      epsilon.update({ shown: true, value: wish.epsilon, most, step: most / PLACES });
      steps.update({ shown: chosen.steps > 1, value: wish.steps, most: MOST_STEPS, step: 1 });
      confidence.update({ shown: wish.target !== undefined, value: wish.confidence, most: 1, step: 0.01 });
      const [least, largest] = description.range;
      setText(
        source,
        t('{source} · pixels from {least} to {most}', {
          source: attackSource(chosen),
          least: formatRound(least),
          most: formatRound(largest),
        }),
      );
    },
  };
}

/** The line at the top: how D and G stand, in one figure and a few sentences, with the ways to the lines that made them. */
import type { RunManifest, SourcePlace } from '../../src/protocol/manifest';
import { element, setText } from '../common/elements';
import { createPlaceLink } from '../common/place-link';
import { t } from '../common/words';
import { type ConfidenceState, rivalsIn } from './state';
import { type Verdict, verdictOf } from './verdict';

export interface VerdictBand {
  readonly element: HTMLElement;
  /** @returns what it says, where there is something to say */
  update(state: ConfidenceState): Verdict | undefined;
}

export function createVerdictBand(reveal: (place: SourcePlace) => void): VerdictBand {
  const figure = element('p', { class: 'figure' });
  const what = element('p', { class: 'dim' });
  const headline = element('p', { class: 'headline' });
  const details = element('p', { class: 'dim' });
  const links = element('p', { class: 'links' });
  const band = element(
    'section',
    { class: 'verdict', attributes: { 'aria-label': t('How D and G stand') } },
    element('div', { class: 'right' }, figure, what),
    element('div', { class: 'told' }, headline, details),
    links,
  );
  let told: readonly unknown[] = [];
  let linked: unknown;
  let verdict: Verdict | undefined;
  return {
    element: band,
    update(state) {
      const rivals = rivalsIn(state);
      const { judged, run } = state;
      band.hidden = !rivals || !judged;
      if (!rivals || !judged) return undefined;
      if (linked !== run) {
        linked = run;
        const places = run ? placesOf(run.manifest, rivals.discriminator, rivals.generator) : [];
        links.replaceChildren(
          ...places.map(({ name, place }) =>
            element('span', {}, element('span', { class: 'dim', text: `${name} ` }), createPlaceLink(place, reveal)),
          ),
        );
      }
      if (told[0] === judged) return verdict;
      told = [judged];
      verdict = verdictOf(judged, rivals);
      band.dataset['standing'] = verdict.standing;
      setText(figure, verdict.figure);
      setText(what, rivals.gives === 'probability' ? t('told right') : t('of pairs told right'));
      setText(headline, verdict.headline);
      const asLooked = rivals.hasBatchNorm
        ? [t('D’s batch normalization uses the means of the training here, and those of a batch while it trains.')]
        : [];
      const asScaled = rivals.isScaled
        ? [t('G draws from −1 to 1: real samples are judged brought to that range, as steps usually do.')]
        : [];
      setText(details, [...verdict.details, ...asLooked, ...asScaled].join(' '));
      return verdict;
    },
  };
}

/** Where the two models begin, and the call that sets their losses against each other. */
function placesOf(
  { models, tracks }: RunManifest,
  discriminator: string,
  generator: string,
): { name: string; place: SourcePlace }[] {
  const ofModel = (role: string) => models.find((model) => model.role === role)?.layers[0]?.frames[0];
  const ofLoss = tracks.find(({ kind }) => kind === 'beliefs' || kind === 'curves')?.place;
  return [
    { name: t('discriminator'), place: ofModel(discriminator) },
    { name: t('generator'), place: ofModel(generator) },
    { name: t('losses'), place: ofLoss },
  ].flatMap(({ name, place }) => (place ? [{ name, place }] : []));
}

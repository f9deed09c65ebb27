/** Attacks and images by the names that people read, in their language. */
import { assertNever } from '../../src/base/assert-never';
import type { AttacksDescription, DescribedAttack } from '../../src/protocol/attack-questions';
import { t } from '../common/words';

export function attackTitle({ name, title }: Pick<DescribedAttack, 'name' | 'title'>): string {
  switch (name) {
    case 'targeted-fgsm':
      return t('Targeted FGSM');
    case 'targeted-descent':
      return t('Targeted descent');
    default:
      return title;
  }
}

/** The paper, and where in it. */
export function attackSource({ name, source }: Pick<DescribedAttack, 'name' | 'source'>): string {
  switch (name) {
    case 'fgsm':
      return t('Goodfellow, Shlens, Szegedy 2015, section 4');
    case 'targeted-fgsm':
      return t('Kurakin, Goodfellow, Bengio 2017, equation 2');
    case 'pgd':
      return t('Madry et al. 2018, section 2.1');
    case 'targeted-descent':
      return t('after Szegedy et al. 2014, section 4.1');
    default:
      return source;
  }
}

/** What training had to do with the images that are attacked. */
export function splitWords(split: AttacksDescription['split']): string {
  switch (split) {
    case 'test':
      return t('test images');
    case 'validation':
      return t('held-out images: there are no test images');
    case 'train':
      return t('images of the training: there are no others, and they say little of new ones');
    default:
      return assertNever(split);
  }
}

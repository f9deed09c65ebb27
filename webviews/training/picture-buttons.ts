/** The two buttons of a picture: to the clipboard, and into a file. */
import { element } from '../common/elements';
import { t } from '../common/words';
import type { PanelTools, SavedPicture } from './tracks/track-view';

const COPIED_FOR_MS = 2000;

export interface PictureButtons {
  readonly element: HTMLElement;
  /** @param picture undefined while there is none */
  update(picture: (() => SavedPicture) | undefined): void;
}

/** @param what the picture, in the tooltips: "the timeline" */
export function createPictureButtons(
  tools: Pick<PanelTools, 'createButton' | 'copy' | 'save'>,
  what: string,
): PictureButtons {
  let picture: (() => SavedPicture) | undefined;
  const copy = tools.createButton({
    label: t('Copy picture'),
    title: t('Copy {what} to the clipboard', { what }),
    icon: 'copy',
    look: 'icon',
    onPress: () => {
      if (picture)
        void tools.copy(picture()).then((isCopied) => {
          if (!isCopied) return;
          copy.rename(t('Copied'), t('Copied'));
          setTimeout(() => copy.rename(t('Copy picture'), t('Copy {what} to the clipboard', { what })), COPIED_FOR_MS);
        });
    },
  });
  const save = tools.createButton({
    label: t('Save picture'),
    title: t('Save {what} as a picture', { what }),
    icon: 'save',
    look: 'icon',
    onPress: () => {
      if (picture) tools.save(picture());
    },
  });
  return {
    element: element('span', { class: 'picture-buttons' }, copy.element, save.element),
    update(its) {
      picture = its;
      copy.update({ shown: its !== undefined });
      save.update({ shown: its !== undefined });
    },
  };
}

/** What any panel may have its host do, whatever the panel is about: lead to a line, copy, write a picture to a file. */
import * as v from 'valibot';
import { placeSchema } from './manifest';

/** PNG for pixels, SVG for what is drawn of lines and text, GIF for what changes with time. */
const pictureFormatSchema = v.picklist(['png', 'svg', 'gif']);
export type PictureFormat = v.InferOutput<typeof pictureFormatSchema>;

/** Panel → host. */
export const panelServiceRequests = [
  v.object({ kind: v.literal('revealPlace'), place: placeSchema }),
  v.object({ kind: v.literal('copyText'), text: v.string() }),
  /** Asks the user where to put a picture, and in which of the formats that it can be had in. */
  v.object({ kind: v.literal('chooseFile'), suggestedName: v.string(), formats: v.array(pictureFormatSchema) }),
  /** Writes the picture to the file that was chosen, which its ticket stands for. */
  v.object({ kind: v.literal('writeFile'), ticket: v.string(), bytes: v.instance(Uint8Array) }),
] as const;
export type PanelServiceRequest = v.InferOutput<(typeof panelServiceRequests)[number]>;

export type PanelServiceAnswers = {
  readonly revealPlace: null;
  readonly copyText: null;
  /** null when the user thought better of it. */
  readonly chooseFile: { readonly ticket: string; readonly format: PictureFormat } | null;
  readonly writeFile: null;
};

/** What stands in a JPEG file beside its pixels, and decides how they are read. It decodes no pixel. */

export interface JpegMarkers {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: colour, 4: for printing (CMYK or YCCK). */
  readonly components: number;
  /** Bits of a component. */
  readonly precision: number;
  /** Whether its frame is of the kinds that people's programs write: baseline, extended or progressive, Huffman-coded. */
  readonly isUsual: boolean;
  /** How the camera was held, 1 … 8 as EXIF numbers it; 1 is upright. */
  readonly orientation: number;
  /** Adobe's word on how colours are stored: 0 as they are, 1 as YCbCr, 2 as YCCK. */
  readonly adobeTransform?: number;
}

const START_OF_SCAN = 0xda;
const EXIF = 'Exif\0\0';
const ADOBE = 'Adobe';
const ORIENTATION_TAG = 0x0112;

/**
 * Reads up to the first scan. @returns undefined for what is no JPEG or breaks off before it
 * Source: ITU-T T.81, annex B; the tag of orientation: EXIF 2.3, section 4.6.4
 */
export function readJpegMarkers(bytes: Uint8Array): JpegMarkers | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Pick<JpegMarkers, 'width' | 'height' | 'components' | 'precision' | 'isUsual'> | undefined;
  let orientation = 1;
  let adobeTransform: number | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    // Any number of them may stand before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const start = at + 4;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length || end < start) return undefined;
    const startsWith = (text: string) => text === String.fromCharCode(...bytes.subarray(start, start + text.length));
    if (isFrame(marker) && end - start >= 6)
      frame = {
        precision: bytes[start]!,
        height: view.getUint16(start + 1),
        width: view.getUint16(start + 3),
        components: bytes[start + 5]!,
        isUsual: marker <= 0xc2,
      };
    else if (marker === 0xe1 && startsWith(EXIF)) orientation = orientationIn(bytes.subarray(start + EXIF.length, end));
    else if (marker === 0xee && startsWith(ADOBE) && end - start >= 12) adobeTransform = bytes[start + 11]!;
    else if (marker === START_OF_SCAN)
      return frame && { ...frame, orientation, ...(adobeTransform !== undefined && { adobeTransform }) };
    at = end;
  }
  return undefined;
}

/** SOF0 … SOF15; among them are the markers of tables, of an extension and of arithmetic coding. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** @param tiff the directory of tags @returns 1 where it says none that there is */
function orientationIn(tiff: Uint8Array): number {
  if (tiff.length < 8) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittle = tiff[0] === 0x49;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let entry = 0; entry < entries; entry++) {
    const place = directory + 2 + 12 * entry;
    if (place + 12 > tiff.length) return 1;
    if (view.getUint16(place, isLittle) !== ORIENTATION_TAG) continue;
    const said = view.getUint16(place + 8, isLittle);
    return said >= 1 && said <= 8 ? said : 1;
  }
  return 1;
}

/** Pictures for the clipboard. */

/** @param bytes of a PNG; a promise, since a browser lets a page write while the press is fresh, and the picture takes a while */
export async function copyPng(bytes: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  const png = bytes.then((content) => new Blob([content], { type: 'image/png' }));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

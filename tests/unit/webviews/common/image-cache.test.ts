import { expect, test } from 'vitest';
import { ImageCache } from '../../../../webviews/common/image-cache';

/** Pictures of 10 × 10 pixels, 400 bytes decoded; one whose first byte is 0 is broken. */
function cacheOf(limitBytes: number) {
  const closed: number[] = [];
  let ready = 0;
  const decode = async (png: Uint8Array) => {
    if (png[0] === 0) throw new Error('no picture');
    return { width: 10, height: 10, close: () => closed.push(png[0] ?? -1) } as unknown as ImageBitmap;
  };
  const cache = new ImageCache(limitBytes, decode, () => ready++);
  return { cache, closed, ready: () => ready, add: (id: number) => cache.add(String(id), Uint8Array.of(id)) };
}

test('the picture used longest ago goes first, and is closed', async () => {
  const { cache, closed, add } = cacheOf(1000);
  await add(1);
  await add(2);
  cache.get('1');
  await add(3);
  expect(closed).toEqual([2]);
  expect([cache.has('1'), cache.has('2'), cache.has('3')]).toEqual([true, false, true]);
});

test('what is no picture is known as broken, and asked for no more', async () => {
  const { cache, add, ready } = cacheOf(1000);
  await add(0);
  expect(cache.isBroken('0')).toBe(true);
  expect(cache.has('0')).toBe(true);
  expect(cache.get('0')).toBeUndefined();
  expect(ready()).toBe(1);
});

test('a picture under way is not fetched again', () => {
  const { cache, add } = cacheOf(1000);
  void add(1);
  expect(cache.has('1')).toBe(true);
  expect(cache.get('1')).toBeUndefined();
});

test('disposing closes everything', async () => {
  const { cache, closed, add } = cacheOf(1000);
  await add(1);
  await add(2);
  cache.dispose();
  expect(closed).toEqual([1, 2]);
});

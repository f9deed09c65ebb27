import { describe, expect, it } from 'vitest';

import { DisposableStore, Emitter, toDisposable } from '../../../src/base/disposable';

describe('DisposableStore', () => {
  it('releases what it holds, last first, once', () => {
    const released: string[] = [];
    const store = new DisposableStore();
    for (const name of ['a', 'b', 'c']) store.add(toDisposable(() => released.push(name)));
    store.dispose();
    store.dispose();
    expect(released).toEqual(['c', 'b', 'a']);
  });

  it('hands back what is added', () => {
    const item = toDisposable(() => {});
    expect(new DisposableStore().add(item)).toBe(item);
  });

  it('releases at once what comes after its own end', () => {
    const store = new DisposableStore();
    store.dispose();
    let released = 0;
    store.add(toDisposable(() => released++));
    expect(released).toBe(1);
  });
});

describe('Emitter', () => {
  it('tells each listener, in order of subscription', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    expect(heard).toEqual(['a1', 'b1']);
  });

  it('tells a listener no more once its subscription is disposed', () => {
    const heard: number[] = [];
    const emitter = new Emitter<number>();
    const subscription = emitter.event((value) => heard.push(value));
    emitter.fire(1);
    subscription.dispose();
    emitter.fire(2);
    expect(heard).toEqual([1]);
  });

  it('lets a listener end its own subscription while it is told', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    const once = emitter.event(() => {
      heard.push('once');
      once.dispose();
    });
    emitter.event(() => heard.push('always'));
    emitter.fire();
    emitter.fire();
    expect(heard).toEqual(['once', 'always', 'always']);
  });

  it('tells nobody after its end', () => {
    const heard: number[] = [];
    const emitter = new Emitter<number>();
    emitter.event((value) => heard.push(value));
    emitter.dispose();
    emitter.fire(1);
    expect(heard).toEqual([]);
  });
});

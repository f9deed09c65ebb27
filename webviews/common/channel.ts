/** The webview's end of the channel to the extension host: VS Code's message API as a Port. Knows no messages. */
import type { Port } from '../../src/protocol/channel';
import { toDisposable } from '../../src/base/disposable';

/** What VS Code gives a webview, once. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

/** May be called once a page: VS Code refuses a second time. */
export const acquireApi = (): VsCodeApi => acquireVsCodeApi();

export function createPort(api: VsCodeApi): Port {
  return {
    post: (message) => api.postMessage(message),
    onMessage(listener) {
      const onMessage = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener('message', onMessage);
      return toDisposable(() => window.removeEventListener('message', onMessage));
    },
    onClose(listener) {
      window.addEventListener('pagehide', listener);
      return toDisposable(() => window.removeEventListener('pagehide', listener));
    },
  };
}

/** What the host wrote into the page, which run it shows, kept so that the panel finds it after a reload of the window. */
import type { VsCodeApi } from './channel';

export function keepBoot(api: VsCodeApi): void {
  const text = document.getElementById('boot')?.textContent;
  const boot: unknown = text ? JSON.parse(text) : undefined;
  const kept = api.getState();
  if (boot !== undefined) api.setState({ ...(typeof kept === 'object' ? kept : {}), boot });
}

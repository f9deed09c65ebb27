/** What a panel keeps through a reload of the window, or while it is hidden: the host's note of its run, and settings of its own. */
import type { VsCodeApi } from './channel';

/** Of what was kept, which may be anything. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** The host's note, which only the host understands, kept from the page on. */
export function keepBoot(api: VsCodeApi): void {
  const text = document.getElementById('boot')?.textContent;
  if (text) api.setState({ ...fieldsOf(api.getState()), boot: JSON.parse(text) as unknown });
}

/** What was kept of the panel's settings, as far as it is an object at all. */
export const keptSettings = (api: VsCodeApi): Readonly<Record<string, unknown>> =>
  fieldsOf(fieldsOf(api.getState())['settings']);

export function keepSettings(api: VsCodeApi, settings: Readonly<Record<string, unknown>>): void {
  const kept = fieldsOf(api.getState());
  if (JSON.stringify(kept['settings']) !== JSON.stringify(settings)) api.setState({ ...kept, settings });
}

/** What a panel may do, and what Gibbon opens to the outside: no violation of the panel's policy, no TCP listener. */
import assert from 'node:assert/strict';
import { extensionHosts, familyOf, tcpListeners, trainersOf } from '../workbench/processes';
import { panelButton, statusSays, trainInWindow, writeLongExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Content security',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'a panel that is drawn, used and hidden never breaks its policy': async (workbench) => {
      const violations: string[] = [];
      workbench.page.on('console', (message) => {
        if (/content security policy/i.test(message.text()))
          violations.push(`${message.text()} (${message.location().url}:${message.location().lineNumber})`);
      });
      await trainInWindow(workbench, writeLongExperiment(workbench, 'watched'));
      await statusSays(workbench, /training/);
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('t');
      await panelButton(workbench, 'Pause').click();
      await statusSays(workbench, /paused/i);
      // Other webviews have policies of their own; ours is the one that allows no connection and one nonce.
      const policy = await workbench
        .webview()
        .locator('meta[http-equiv="Content-Security-Policy"]')
        .getAttribute('content');
      assert.match(policy ?? '', /^default-src 'none'; script-src 'nonce-[^']+'; style-src /);
      assert.doesNotMatch(policy ?? '', /unsafe/);
      assert.deepEqual(violations, []);
    },
    'nobody listens on TCP while training': async (workbench) => {
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      const hosts = extensionHosts(workbench.places.serverGroup).flatMap(({ pid }) => familyOf(pid));
      const trainers = trainersOf(workbench.places.workspace);
      assert.ok(hosts.length > 0 && trainers.length > 0, 'nothing to look at');
      const looked = [...hosts, ...trainers].map(({ pid, command }) => ({ command, listeners: tcpListeners(pid) }));
      assert.deepEqual(
        looked.filter(({ listeners }) => listeners.length > 0),
        [],
      );
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
    },
  },
);

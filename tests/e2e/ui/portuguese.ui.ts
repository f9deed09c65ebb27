/** Gibbon in Brazilian Portuguese: commands, notifications, and every word of the Training panel. */
import assert from 'node:assert/strict';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Em português',
  { file: 'tiny-gan.gibbon.ts', language: 'pt-br' },
  {
    'the palette and the panel speak Portuguese': async (workbench) => {
      await workbench.command('Gibbon: Treinar experimento');
      const panel = workbench.webview();
      await panel.getByRole('button', { name: 'Execução inteira' }).waitFor();
      await panel.getByText('concluído').first().waitFor();
      await panel.getByText('64 codificações fixas').first().waitFor();
      const words = await panel.locator('body').innerText();
      for (const expected of ['Em que D acredita', 'Perda', 'Amostras', 'passo'])
        assert.ok(words.includes(expected), `${expected} is missing in:\n${words}`);
      for (const english of [/\bstep\b/, /\bLoss\b/, /\bSamples\b/, /\bfixed codings\b/])
        assert.doesNotMatch(words, english);
    },
    'a new experiment is asked for in Portuguese': async (workbench) => {
      await workbench.command('Gibbon: Novo experimento a partir de um modelo');
      const picker = workbench.page.locator('.quick-input-widget:visible');
      await picker.getByPlaceholder('Modelo para o novo experimento').waitFor();
      await picker.locator('.monaco-list-row').filter({ hasText: 'GAN no Fashion-MNIST' }).first().click();
      await picker.getByText('Seu arquivo recebe a terminação .gibbon.ts.').waitFor();
      await picker.locator('input').first().fill('tiny-gan');
      await picker.getByText('Já existe tiny-gan.gibbon.ts nesta pasta.').waitFor();
      await picker.locator('input').first().fill('minha-gan');
      await workbench.page.keyboard.press('Enter');
      await workbench.activeTab('minha-gan.gibbon.ts').waitFor();
    },
    'the walkthrough is in Portuguese, with its pictures': async (workbench) => {
      await workbench.closeAllEditors();
      await workbench.command('Welcome: Open Walkthrough');
      const picker = workbench.page.locator('.quick-input-widget:visible');
      await picker.locator('.monaco-list-row').filter({ hasText: 'Primeiros passos com o Gibbon' }).first().click();
      const steps = workbench.page.locator('.gettingStartedContainer');
      await steps.getByText('Crie um experimento').first().waitFor();
      await steps.getByText('Mova o cursor de reprodução').first().click();
      // The picture follows a moment after the step.
      await workbench.webview().locator('svg title', { hasText: 'The playhead' }).waitFor({ state: 'attached' });
    },
  },
);

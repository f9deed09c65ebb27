/**
 * VS Code in another language without the language pack from the marketplace: one that translates nothing of VS Code's
 * own, but makes the language the window's, which is what decides about an extension's words.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** For every window that is opened from now on. @param language English where it is undefined */
export function setDisplayLanguage(profile: string, language = 'en'): void {
  const userData = path.join(profile, 'user');
  const write = (file: string, content: object) => writeFileSync(path.join(userData, file), JSON.stringify(content));
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  write('User/argv.json', { locale: language });
  if (language === 'en') return;
  write(`words-${language}.json`, { version: '1.0.0', contents: {} });
  const pack = {
    hash: `gibbon-tests-${language}`,
    label: language,
    extensions: [{ extensionIdentifier: { id: `gibbon.tests-${language}` }, version: '1.0.0' }],
    translations: { vscode: path.join(userData, `words-${language}.json`) },
  };
  write('languagepacks.json', { [language]: pack });
}

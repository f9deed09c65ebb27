/**
 * What VS Code calls inside the extension host: runs the Mocha suite. The bundler hands the test files over as `load`,
 * because Mocha's suite() and test() exist only from here on.
 */
import Mocha from 'mocha';

/** @returns settles when all tests have run; rejected when one failed, which makes VS Code's exit code 1 */
export function runMocha(load: () => void): Promise<void> {
  const { GIBBON_MOCHA_REPORT: output, GIBBON_MOCHA_GREP: grep } = process.env;
  const mocha = new Mocha({
    ui: 'tdd',
    color: false,
    // A guard against hangs; what tests wait for has one of its own.
    timeout: 120_000,
    forbidOnly: true,
    forbidPending: true,
    ...(grep ? { grep } : {}),
    ...(output ? { reporter: 'json', reporterOptions: { output } } : {}),
  });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  load();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}

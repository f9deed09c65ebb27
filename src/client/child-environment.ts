/** What of our environment a trainer may see: what programs need to find themselves, their libraries and their language. */
const allowed =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LANGUAGE|LC_.*|TZ|USER|LOGNAME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|SYSTEMDRIVE|COMSPEC|WINDIR|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|XDG_.*|TF_.*|OMP_NUM_THREADS|GIBBON_.*|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)$/i;

export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => allowed.test(name)));
  // VS Code's own executable is Electron; this makes it a plain Node. Harmless elsewhere.
  return { ...kept, ELECTRON_RUN_AS_NODE: '1' };
}

/**
 * The walls of the house, as a table: which folder may import which, and where each third-party library lives.
 * src/ARCHITECTURE.md explains it; a broken wall fails `npm run imports`, and so `npm test`.
 */

/** Folder → the folders that it may import. Its own files it always may. */
const MAY_IMPORT = {
  'src/base': [],
  'src/noise': [],
  'src/protocol': ['src/base'],
  'src/authoring': ['src/base'],
  'src/engine': ['src/base', 'src/noise'],
  'src/diagnosis': ['src/base', 'src/protocol'],
  'src/projection': ['src/base', 'src/noise', 'src/protocol'],
  'src/attacks': ['src/base', 'src/noise', 'src/engine', 'src/authoring'],
  'src/store': ['src/base', 'src/protocol'],
  'src/data': ['src/base', 'src/noise'],
  'src/loading': ['src/base', 'src/noise', 'src/protocol', 'src/authoring'],
  'src/training': ['base', 'noise', 'protocol', 'authoring', 'engine', 'store', 'data', 'loading'].map(
    (name) => `src/${name}`,
  ),
  'src/looking': ['base', 'noise', 'protocol', 'authoring', 'engine', 'store', 'data', 'loading', 'training'].map(
    (name) => `src/${name}`,
  ),
  'src/trainer': [
    'base',
    'noise',
    'protocol',
    'authoring',
    'engine',
    'diagnosis',
    'projection',
    'attacks',
    'store',
    'data',
    'loading',
    'training',
    'looking',
  ].map((name) => `src/${name}`),
  'src/inspector': [
    'base',
    'noise',
    'protocol',
    'authoring',
    'engine',
    'diagnosis',
    'projection',
    'attacks',
    'store',
    'data',
    'loading',
    'training',
    'looking',
  ].map((name) => `src/${name}`),
  'src/client': ['src/base', 'src/protocol', 'src/store'],
  'src/debug': ['src/base', 'src/protocol', 'src/client', 'src/diagnosis', 'src/store'],
  'src/extension': ['src/base', 'src/protocol', 'src/client', 'src/debug', 'src/store', 'src/diagnosis'],
  'src/typescript-plugin': [],
  'src/cli': ['src/base', 'src/protocol', 'src/client', 'src/store', 'src/diagnosis'],
  webviews: ['src/base', 'src/protocol'],
};

/** Library → the only places that may import it. A library that isn't listed may be imported nowhere. */
const HOMES = {
  valibot: ['src/protocol'],
  '@msgpack/msgpack': ['src/protocol'],
  protobufjs: ['src/store', 'src/engine'],
  'fast-png': ['src/store', 'src/looking', 'src/extension', 'src/data'],
  'jpeg-js': ['src/data/image-file\\.ts'],
  'csv-parse': ['src/data/csv-table\\.ts'],
  'onnxruntime-node': ['src/engine'],
  'onnxruntime-common': ['src/engine'],
  'onnxruntime-web': ['src/engine'],
  '@tensorflow': [
    'src/authoring',
    'src/engine',
    'src/loading',
    'src/training',
    'src/looking',
    'src/trainer',
    'src/data',
    'src/attacks',
    'src/inspector',
  ],
  'ml-matrix': ['src/looking', 'src/projection', 'src/loading'],
  esbuild: ['src/loading'],
  watr: ['src/noise'],
  acorn: ['src/loading'],
  typescript: ['src/typescript-plugin'],
  'jsonc-parser': ['src/extension'],
  diff: ['src/extension'],
  '(@types/)?d3': ['webviews'],
  gifenc: ['webviews/common/picture-formats\\.ts'],
  svgcanvas: ['webviews/common/picture-formats\\.ts'],
  '@vscode/webview-ui-toolkit': ['webviews/common/controls\\.ts'],
  '@types/vscode': ['src/extension'],
  '@types/node': ['src'],
};

/** Started by path as processes of their own, so nobody else's code may reach into them. */
const PROCESSES = ['src/trainer', 'src/inspector'];

/** @param {string} folder */
const within = (folder) => `^${folder}/`;

const folderRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `${folder} imports ${allowed.length ? `only ${allowed.join(', ')}` : 'no other folder'}`,
  severity: 'error',
  from: { path: within(folder) },
  to: { path: '^(src|webviews|tests|scripts|examples)/', pathNot: [folder, ...allowed].map(within) },
}));

/** @param {string} library */
const inNodeModules = (library) => `(^|/)node_modules/${library}/`;

const libraryRules = Object.entries(HOMES).map(([library, homes]) => ({
  name: `${library} lives in ${homes.join(', ')}`,
  severity: 'error',
  from: { pathNot: homes.map((home) => (home.includes('.') ? `^${home}$` : within(home))) },
  to: { path: inNodeModules(library) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    ...libraryRules,
    {
      name: 'a library needs a home in the table',
      severity: 'error',
      from: {},
      to: { path: '(^|/)node_modules/', pathNot: Object.keys(HOMES).map(inNodeModules) },
    },
    {
      name: 'every folder stands in the table',
      severity: 'error',
      from: { path: '^(src|webviews)/', pathNot: Object.keys(MAY_IMPORT).map(within) },
      to: {},
    },
    {
      name: 'trainer and inspector are started, not imported',
      severity: 'error',
      from: { pathNot: PROCESSES.map(within) },
      to: { path: PROCESSES.map(within) },
    },
    {
      name: 'vscode lives in src/extension',
      severity: 'error',
      from: { pathNot: within('src/extension') },
      to: { path: '^vscode$' },
    },
    {
      name: 'Node stays out of what runs anywhere',
      severity: 'error',
      from: {
        path: '^(src/(base|noise|protocol|authoring|diagnosis|projection)|webviews)/',
        pathNot: within('src/projection/worker'),
      },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import is found', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/' },
    // Types count too: a folder that needs another's types needs the other.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.d.ts'],
      mainFields: ['main', 'types'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

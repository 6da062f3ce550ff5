/** Which way imports point; type imports count. ARCHITECTURE tells why. */

/** Inside the simulator: a folder may import itself and those named. */
const simulatorMayUse = {
  kernel: [],
  memory: ['kernel'],
  storage: ['memory', 'kernel'],
  machine: ['storage', 'memory', 'kernel'],
  // A link implements the port that machine/ declares.
  network: ['machine', 'memory', 'kernel'],
  migration: ['machine', 'network', 'memory', 'kernel'],
  // A background snapshot is a migration to a file: same stream, same figures.
  snapshot: ['migration', 'machine', 'network', 'storage', 'memory', 'kernel'],
  // A replica is kept up with the parts of a migration: pending pages, and what they are on the wire.
  replication: ['migration', 'machine', 'memory', 'kernel'],
  container: ['machine', 'network', 'memory', 'kernel'],
  datacenter: ['migration', 'snapshot', 'replication', 'container', 'machine', 'network', 'storage', 'memory', 'kernel'],
};

/** Outside: a folder of src/ may import itself and those named. */
const pure = ['simulator', 'labs', 'viewmodel', 'protocol'];
const sourceMayUse = {
  simulator: [],
  labs: ['simulator'],
  viewmodel: ['simulator', 'labs'],
  protocol: ['simulator', 'labs', 'viewmodel'],
  worker: [...pure, 'store'],
  sandbox: pure,
  cli: pure,
  store: pure,
  linux: pure,
  extension: [...pure, 'store'],
};

const severity = /** @type {const} */ ('error');

/** @param {string} parent @param {string} folder @param {string[]} others */
const only = (parent, folder, others) => ({
  name: `${parent}/${folder}-imports`,
  severity,
  comment: `${parent}/${folder} may import ${others.join(', ') || 'nothing else'}`,
  from: { path: `^${parent}/${folder}/` },
  to: { path: `^${parent}/`, pathNot: `^${parent}/(${[folder, ...others].join('|')})/` },
});

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, severity, comment, from, to });

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  ...Object.entries(simulatorMayUse).map(([folder, others]) => only('src/simulator', folder, others)),
  ...Object.entries(sourceMayUse).map(([folder, others]) => only('src', folder, others)),
  forbid('simulator-is-closed', 'the simulator imports nothing but itself',
    { path: '^src/simulator/' }, { pathNot: '^src/simulator/' }),
  forbid('one-door', 'the simulator has one door, index.ts',
    { path: '^(src|media)/', pathNot: '^src/simulator/' },
    { path: '^src/simulator/', pathNot: '^src/simulator/index\\.ts$' }),
  forbid('pure-folders', 'labs, viewmodel and protocol know no Node',
    { path: '^src/(labs|viewmodel|protocol)/' }, { dependencyTypes: ['core'] }),
  forbid('protocol-is-types', 'the protocol takes types from elsewhere, never code',
    { path: '^src/protocol/' }, { pathNot: '^src/protocol/', dependencyTypesNot: ['type-only'] }),
  forbid('vscode-in-one-place', 'only src/extension and its suite speak to the editor',
    { path: '.', pathNot: '^(src/extension|test/editor)/' }, { path: '^(vscode|node_modules/@types/vscode)' }),
  forbid('webviews', 'webviews know the protocol and plain data',
    { path: '^media/' }, { path: '^src/', pathNot: '^src/(protocol|viewmodel)/' }),
  forbid('webviews-in-browsers', 'webviews run without Node', { path: '^media/' }, { dependencyTypes: ['core'] }),
  forbid('shipped-from-source', 'what is shipped does not lean on tests or scripts',
    { path: '^(src|media)/' }, { path: '^(test|bench|scripts)/' }),
  forbid('resolvable', 'an import must lead somewhere', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  forbid('no-cycles', 'two modules that run each other are one', { path: '^(src|media)/' },
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
];

export default {
  forbidden,
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(test/fixtures|dist|out)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], extensions: ['.ts', '.js', '.mjs', '.cjs'], conditionNames: ['import', 'node', 'default'] },
  },
};

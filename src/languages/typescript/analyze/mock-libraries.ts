/** Vitest and Jest: methods whose first argument names a module. */
export const NAMING = new Set([
  'mock',
  'doMock',
  'unmock',
  'doUnmock',
  'dontMock',
  'deepUnmock',
  'setMock',
  'unstable_mockModule',
  'unstable_unmockModule',
  'createMockFromModule',
  'genMockFromModule',
])

/** Methods that return the module they name; true where they return a promise of it. */
export const LOADING = new Map([
  ['requireActual', false],
  ['requireMock', false],
  ['importActual', true],
  ['importMock', true],
])

/** Methods that take an object and the name of one of its members. */
export const MEMBER_METHODS = new Set([
  'spyOn',
  'replaceProperty',
  'stub',
  'spy',
  'replace',
  'replaceGetter',
  'replaceSetter',
  'method',
  'getter',
  'setter',
])

/** Names that test frameworks put into scope, where no import does. */
export const GLOBALS = new Map([
  ['jest', 'jest'],
  ['vi', 'vitest'],
  ['vitest', 'vitest'],
  ['sinon', 'sinon'],
  ['td', 'testdouble'],
])

export const LIBRARIES = new Map([
  ['@jest/globals', 'jest'],
  ['vitest', 'vitest'],
  ['sinon', 'sinon'],
  ['testdouble', 'testdouble'],
  ['node:test', 'node:test'],
  ['bun:test', 'bun:test'],
  ['proxyquire', 'proxyquire'],
  ['esmock', 'proxyquire'],
  ['rewiremock', 'rewiremock'],
  ['rewiremock/node', 'rewiremock'],
  ['mock-require', 'mock-require'],
  ['mockery', 'mockery'],
])

export const MOCK_LIBRARIES: ReadonlySet<string> = new Set(LIBRARIES.keys())

/** Last names of calls that may load, name or publish a module. */
export const LOADER_METHODS: ReadonlySet<string> = new Set([
  ...NAMING,
  ...LOADING.keys(),
  ...MEMBER_METHODS,
  'require',
  'resolve',
  'context',
  'glob',
  'globEager',
  'module',
  'replaceEsm',
  'replaceCjs',
  'registerMock',
  'registerSubstitute',
  'registerAllowable',
  'proxy',
  'reRequire',
  'stop',
  'load',
  'defineProperty',
  'assign',
  '__exportStar',
])

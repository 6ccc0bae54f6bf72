import type { Outline } from './dangling-outline.ts'

/** What a text seems to use of modules, beyond its import statements. */
export interface SkimmedUses {
  /** `local.member.member`, without spaces. */
  readonly chains: ReadonlySet<string>
  /** Dotted paths of symbols in strings. */
  readonly paths: ReadonlySet<string>
  /** Module specifiers in strings. */
  readonly modules: ReadonlySet<string>
}

/** What is seen of a text while it is outlined, so that it need not be read again. */
export interface SkimmedOutline {
  /** Names that may denote modules; others the text was not skimmed for. null: all that imports bind were. */
  readonly locals: readonly string[] | null
  /** As in SkimmedUses. */
  readonly chains: readonly string[]
  readonly paths: readonly string[]
  readonly modules: readonly string[]
  /** Names for such names, each followed by what it is given: `m`, `pkg.mod`. Their chains count as well. */
  readonly aliases: readonly string[]
  /** `base.attribute`, whatever the base is, where the text sets the attribute, or adds to it: `base.__all__`. */
  readonly stores: readonly string[]
  /** Modules that the text puts something else in the place of: `sys.modules["a.b"] = …` */
  readonly replaced: readonly string[]
  /** Prose is left out: what looks amiss here would not look better in the text. */
  readonly isPlain: boolean
}

/** Files that speak of mocks, or import by a call, without importing what for. */
const MAY_MOCK =
  /(?:^|\/)(?:tests?|testing|__tests__|__mocks__|spec|e2e|setup)\/|(?:^|\/)(?:test_|conftest\.py)|_tests?\.py$|[._-](?:test|spec|setup)\.[cm]?[jt]sx?$/
const MOCK_SOURCES = new Set([
  'unittest',
  'unittest.mock',
  'mock',
  'pytest',
  'pytest_mock',
  'importlib',
  'asynctest',
  'vitest',
  '@jest/globals',
])

/** Whether strings of the file may name modules or their members. */
export const mayMock = (path: string, { namesModules, imports }: Pick<Outline, 'namesModules' | 'imports'>): boolean =>
  namesModules === true || MAY_MOCK.test(path) || imports.some(({ specifier }) => MOCK_SOURCES.has(specifier))

/** Whether the text may give one of the names another name: `m = ns`. */
export function mayAlias(text: string, locals: Iterable<string>): boolean {
  for (const local of locals) if (text.includes(`= ${local}`) || text.includes(`=${local}`)) return true
  return false
}

import type { Source } from '../../../core/source.ts'
import { isObject } from './listing.ts'
import type { Packages } from './packages.ts'
import { ancestorsOf, baseNameOf, directoryOf, isWithin } from './repo-path.ts'

/*
 * Modules that only tests have: https://jestjs.io/docs/configuration#modulenamemapper-objectstring-string--arraystring,
 * `resolver`, and mocks without a file (`{ virtual: true }`, `unstable_mockModule`, Vitest's factories).
 */

const CONFIG = /(?:^|\/)(?:package\.json|(?:jest|vitest)[\w.-]*\.(?:json|[cm]?[jt]s))$/
const RESOLVER = /["']?\bresolver["']?\s*:/
const MOCKING = /\b(?:mock|doMock|mockModule|unstable_mockModule)\(\s*(?:import\(\s*)?["'`]([^"'`\n]{1,300})["'`]/g
const MAX_FILES = 2_000

export interface TestModules {
  /** Why tests may have the module; null: they do not. */
  doubt(specifier: string, fromPath: string): string | null
}

export function createTestModules(source: Source, packages: Packages): TestModules {
  const read = (path: string): string => new TextDecoder().decode(source.read(path) ?? new Uint8Array())
  /** In a package.json only the key of Jest counts. */
  const hasResolver = (path: string, text: string): boolean => {
    if (!path.endsWith('package.json')) return RESOLVER.test(text)
    const settings = packages.at(directoryOf(path))?.json['jest']
    return isObject(settings) && settings['resolver'] !== undefined
  }
  let configs: { path: string; text: string }[] | null = null
  const mocked = new Map<string, ReadonlySet<string>>()

  const readConfigs = (): { path: string; text: string }[] =>
    source
      .list()
      .filter(({ path, size }) => CONFIG.test(path) && (size === null || size < 200_000))
      .map(({ path }) => ({ path, text: read(path).replaceAll('\\', '') }))
      .filter(({ path, text }) => !path.endsWith('package.json') || text.includes('"jest"'))

  /** Last segments of what is mocked in the files of a package. */
  const mockedIn = (directory: string): ReadonlySet<string> => {
    const known = mocked.get(directory)
    if (known !== undefined) return known
    const found = new Set<string>()
    const files = source.list().filter(({ path }) => /\.[cm]?[jt]sx?$/.test(path) && isWithin(path, directory))
    if (files.length <= MAX_FILES)
      for (const { path } of files)
        for (const match of read(path).matchAll(MOCKING)) found.add(baseNameOf(match[1] ?? ''))
    mocked.set(directory, found)
    return found
  }

  return {
    doubt(specifier, fromPath) {
      configs ??= readConfigs()
      const ancestors = ancestorsOf(directoryOf(fromPath))
      const home = ancestors.find((directory) => packages.at(directory) !== null) ?? ''
      const around = new Set(ancestors)
      const last = baseNameOf(specifier)
      // `\.foo$`: a pattern is not run, what it ends in is compared.
      const extension = /\.(?![cm]?[jt]sx?$)(\w{2,})$/.exec(last)?.[1]
      for (const { path, text } of configs) {
        const directory = directoryOf(path)
        if (around.has(directory) && hasResolver(path, text)) return `${path} has a resolver of its own`
        // A preset lies beside or below what uses it.
        const near = around.has(directory) || (home !== '' && isWithin(directory, home))
        if (
          near &&
          /moduleNameMapper/.test(text) &&
          ((last.length > 2 && text.includes(last)) || (extension !== undefined && text.includes(extension)))
        )
          return `${path} maps it`
      }
      return home !== '' && mockedIn(home).has(last) ? 'a test of its package mocks it' : null
    },
  }
}

import { parse } from 'jsonc-parser'
import type { Changes } from './changes.ts'
import type { Source } from '../core/source.ts'

/*
 * Whether a change touches what specifiers are resolved by, so that untouched files may mean something else now.
 * package.json and tsconfig.json change often for other reasons: only the fields that matter are compared.
 */

const PACKAGE = /(?:^|\/)package\.json$/
const TSCONFIG = /(?:^|\/)[tj]sconfig[^/]*\.json$/
const OTHER = /(?:^|\/)(?:pyproject\.toml|setup\.(?:cfg|py)|pnpm-workspace\.yaml)$/

const PACKAGE_FIELDS = [
  'name',
  'main',
  'module',
  'browser',
  'types',
  'typings',
  'source',
  'exports',
  'imports',
  'workspaces',
]
const TSCONFIG_FIELDS = ['extends', 'references', 'include', 'exclude', 'files']
const COMPILER_FIELDS = [
  'baseUrl',
  'paths',
  'rootDir',
  'rootDirs',
  'outDir',
  'declarationDir',
  'moduleSuffixes',
  'customConditions',
  'allowJs',
]

export function isResolutionFile(path: string): boolean {
  return PACKAGE.test(path) || TSCONFIG.test(path) || OTHER.test(path)
}

export function changesResolution(source: Source, changes: Changes): boolean {
  const files = changes.files.filter(
    ({ path, from }) => isResolutionFile(path) || (from !== null && isResolutionFile(from)),
  )
  if (files.length === 0) return false
  const before = changes.readBefore(isResolutionFile)
  return files.some(({ path, from, status }) => {
    const old = before.get(from ?? path)
    const now = status === 'deleted' ? null : source.read(path)
    if (!old || !now || from !== null) return true
    return essence(path, old) !== essence(path, now)
  })
}

function essence(path: string, bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes)
  if (OTHER.test(path)) return text.replace(/^[^\S\n\r\u2028\u2029]*version\s*=.*$/gm, '')
  const json: unknown = parse(text, [], { allowTrailingComma: true })
  if (PACKAGE.test(path)) return pick(json, PACKAGE_FIELDS)
  return pick(json, TSCONFIG_FIELDS) + pick(isRecord(json) ? json.compilerOptions : null, COMPILER_FIELDS)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const pick = (value: unknown, fields: readonly string[]): string =>
  JSON.stringify(isRecord(value) ? fields.map((field) => value[field] ?? null) : null)

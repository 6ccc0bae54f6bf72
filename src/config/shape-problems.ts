import type { z } from 'zod'
import { clip } from './json-document.ts'
import { describeType, type JsonPath, type Reporter } from './reporter.ts'
import { manifestSchema } from './schema.ts'
import { suggest } from './suggest.ts'

/*
 * What is wrong with a manifest's shape, in words. Loads zod: only for a manifest that accept.ts turned down.
 */

type Issue = z.core.$ZodIssue

const KEYS = {
  manifest: Object.keys(manifestSchema.shape),
  retired: Object.keys(manifestSchema.shape.retired.element.shape),
  from: ['module', 'name', 'submodules', 'literal'],
  to: ['module', 'name', 'literal'],
  python: ['roots'],
  typescript: ['tsconfig'],
} as const

/** How each field is filled in, for the cure. */
const CURES: Readonly<Record<string, string>> = {
  version: 'write "version": 1',
  retired: 'write "retired": [], a list of entries',
  from: 'write what is retired: "Name", "module#Name", a module, {"module": …, "name": …} or {"literal": …}',
  to: 'write what replaces it, like "from"; a list for a choice; null where nothing replaces it',
  id: 'letters, digits and . _ / - without spaces',
  levels: 'write an object such as {"production": "error"}',
  since: 'write a day as "YYYY-MM-DD"',
  deadline: 'write a day as "YYYY-MM-DD"',
  extends: 'write "./file.json", "@package/file.json", or a list of such',
  include: 'write a list of globs',
  exclude: 'write a list of globs',
  generated: 'write a list of globs',
  roots: 'write a list of directories',
  tsconfig: 'write a path from the root',
  python: 'write an object such as {"roots": ["src"]}',
  typescript: 'write an object such as {"tsconfig": "tsconfig.json"}',
}

export function reportShape(value: unknown, reporter: Reporter): void {
  const { error } = manifestSchema.safeParse(value)
  for (const issue of error?.issues ?? []) reportIssue(issue, [], value, reporter)
}

function reportIssue(issue: Issue, above: JsonPath, root: unknown, reporter: Reporter): void {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))]
  const value = valueAt(root, path)
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reporter.atKey(path, key, describeUnknownKey(key, path, value))
  } else if (issue.code === 'invalid_key') {
    const message = 'an environment without a name — name it, as in --env'
    reporter.atKey(path.slice(0, -1), String(path.at(-1)), message)
  } else if (value === undefined) {
    reportMissing(path, root, reporter)
  } else if (issue.code === 'invalid_union') {
    reportUnion(issue.errors, path, value, root, reporter)
  } else {
    reporter.at(path, describeIssue(issue, path, value))
  }
}

function describeIssue(issue: Issue, path: JsonPath, value: unknown): string {
  const name = nameOf(path)
  switch (issue.code) {
    case 'invalid_value':
      return describeWrongValue(path, value, issue.values.map(String))
    case 'too_small':
      return `${name} is empty — ${path.at(-1) === 'to' ? 'write null where nothing replaces it' : 'fill it in, or leave it out'}`
    case 'invalid_format':
      return `"${clip(String(value))}" will not do for ${name}${cureOf(path)}`
    case 'invalid_type':
      return `${name} is ${describeType(value)} and has to be ${article(issue.expected)}${cureOf(path)}`
    default:
      return `${name}: ${issue.message}${cureOf(path)}`
  }
}

/** Of several forms, speak of the one that was meant: the one of the value's own type with the fewest mistakes. */
function reportUnion(
  branches: readonly Issue[][],
  path: JsonPath,
  value: unknown,
  root: unknown,
  reporter: Reporter,
): void {
  const fitting = branches.filter(
    (issues) => !issues.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
  )
  const best = [...fitting].sort((a, b) => weigh(a) - weigh(b))[0]
  if (!best) reporter.at(path, `${nameOf(path)} cannot be ${describeType(value)}${cureOf(path)}`)
  for (const issue of best ?? []) reportIssue(issue, path, root, reporter)
}

const weigh = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1), 0)

/** Not where a misspelt key stands for the missing one: that is reported, with the right spelling. */
function reportMissing(path: JsonPath, root: unknown, reporter: Reporter): void {
  const above = path.slice(0, -1)
  const parent = valueAt(root, above)
  if (isObject(parent)) {
    const known: readonly string[] = KEYS[placeOf(above)]
    const unknown = Object.keys(parent).filter((key) => !known.includes(key))
    if (unknown.some((key) => suggestKey(key, above, parent) === path.at(-1))) return
  }
  reporter.at(path, `${nameOf(path)} is missing${cureOf(path)}`)
}

function describeUnknownKey(key: string, path: JsonPath, value: unknown): string {
  const place = placeOf(path)
  if ((KEYS[place] as readonly string[]).includes(key)) {
    return `"literal" stands alone, without "module" and "name" — leave out one or the other`
  }
  const meant = suggestKey(key, path, value)
  if (meant !== null) return `unknown key "${clip(key)}" — did you mean "${meant}"?`
  const home = (Object.keys(KEYS) as (keyof typeof KEYS)[]).find(
    (other) => other !== place && (KEYS[other] as readonly string[]).includes(key),
  )
  if (home !== undefined) return `the key "${clip(key)}" does not belong here — put it ${HOMES[home]}`
  return `unknown key "${clip(key)}" — known here: ${KEYS[place].join(', ')}`
}

/** The known key that is not there yet and was most likely meant. */
function suggestKey(key: string, path: JsonPath, value: unknown): string | null {
  const free = KEYS[placeOf(path)].filter((candidate) => !(isObject(value) && candidate in value))
  return suggest(key, free)
}

const HOMES: Readonly<Record<keyof typeof KEYS, string>> = {
  manifest: 'at the top of the manifest',
  retired: 'into the entry of "retired" itself',
  from: 'into "from" (and "to")',
  to: 'into "to"',
  python: 'into "python"',
  typescript: 'into "typescript"',
}

function placeOf(path: JsonPath): keyof typeof KEYS {
  const [top, index, part] = path
  if (top === 'python' || top === 'typescript') return top
  if (top !== 'retired' || index === undefined) return 'manifest'
  return part === 'from' || part === 'to' ? part : 'retired'
}

function describeWrongValue(path: JsonPath, value: unknown, allowed: readonly string[]): string {
  const key = path.at(-1)
  if (key === 'version')
    return `version ${clip(JSON.stringify(value))} is not known to this repoint — write "version": 1`
  const meant = typeof value === 'string' ? suggest(value, allowed) : null
  const written = clip(JSON.stringify(value))
  const choices = allowed.map((word) => `"${word}"`).join(', ')
  return `${written} will not do for ${nameOf(path)} — ${meant === null ? `choose from ${choices}` : `did you mean "${meant}"? (${choices})`}`
}

function nameOf(path: JsonPath): string {
  const key = path.at(-1)
  if (key === undefined) return 'the manifest'
  if (typeof key === 'string') return path.at(-2) === 'levels' ? `"levels.${clip(key)}"` : `"${clip(key)}"`
  return `entry ${key + 1} of "${clip(String(path.at(-2)))}"`
}

function cureOf(path: JsonPath): string {
  const key = path.at(-1)
  const cure = typeof key === 'string' && Object.hasOwn(CURES, key) ? CURES[key] : undefined
  if (cure !== undefined) return ` — ${cure}`
  if (typeof key !== 'number') return ' — correct it, or leave it out'
  return path.at(-2) === 'retired' ? ' — write {"from": …, "to": …}' : ' — correct it, or remove it'
}

function article(expected: string): string {
  const type = { array: 'list', record: 'object', boolean: 'boolean (true or false)' }[expected] ?? expected
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`
}

function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[key]
  }
  return value
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

import { LEVELS } from '../core/migration.ts'
import { DATE, ID, LANGUAGES, type RetiredInput, type SettingsInput } from './shapes.ts'

/*
 * The fast path: says yes to exactly the shapes the zod schema says yes to, and knows nothing else. Whatever it turns
 * down goes to zod for its messages. A property test holds the two and schema.json together.
 */

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value.length > 0
const isBoolean: Check = (value) => typeof value === 'boolean'
const isString: Check = (value) => typeof value === 'string'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value)
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value)
const listOf =
  (check: Check, least = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(check)
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))

/** An object with these keys and no others. */
function shape(fields: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(fields))
  return (value) => {
    if (!isObject(value)) return false
    for (const key of Object.keys(value)) if (!checks.has(key)) return false
    for (const [key, check] of checks) if (!check(value[key])) return false
    return true
  }
}

const isLevel = oneOf(LEVELS)
const isLevels: Check = (value) =>
  isObject(value) && Object.entries(value).every(([environment, level]) => isText(environment) && isLevel(level))
const isGlobs = listOf(isString)
const isLiteral = shape({ literal: isText })
const isOneTo = either(isText, shape({ module: optional(isText), name: optional(isText) }), isLiteral)

const RETIRED_FIELDS: Readonly<Record<string, Check>> = {
  id: optional(matching(ID)),
  from: either(
    isText,
    shape({ module: optional(isText), name: optional(isText), submodules: optional(isBoolean) }),
    isLiteral,
  ),
  to: either(isOneTo, listOf(isOneTo, 1), (value) => value === null),
  language: optional(oneOf(LANGUAGES)),
  submodules: optional(isBoolean),
  keepPublicName: optional(isBoolean),
  reason: optional(isText),
  url: optional(isText),
  owner: optional(isText),
  level: optional(isLevel),
  levels: optional(isLevels),
  since: optional(matching(DATE)),
  deadline: optional(matching(DATE)),
  include: optional(isGlobs),
  exclude: optional(isGlobs),
}
const isRetired = shape(RETIRED_FIELDS)

const isSettings = shape({
  $schema: optional(isString),
  version: oneOf([1]),
  extends: optional(either(isText, listOf(isText))),
  retired: (value) => Array.isArray(value),
  python: optional(shape({ roots: optional(listOf(isText)) })),
  typescript: optional(shape({ tsconfig: optional(isText) })),
  baseline: optional(isText),
  generated: optional(isGlobs),
})

/** Whether this is a well-formed entry of `retired`. */
export function acceptEntry(value: unknown): value is RetiredInput {
  return isRetired(value)
}

/** What is well-formed in a malformed entry, to be read on for further problems; null without `from` and `to`. */
export function salvageEntry(value: unknown): RetiredInput | null {
  if (!isObject(value)) return null
  const parts = Object.entries(value).filter(
    ([key, part]) => Object.hasOwn(RETIRED_FIELDS, key) && RETIRED_FIELDS[key]?.(part),
  )
  const entry: unknown = Object.fromEntries(parts)
  return acceptEntry(entry) ? entry : null
}

/** Whether everything around the entries is well-formed; `retired` is a list, its entries are not looked at. */
export function acceptSettings(value: unknown): value is SettingsInput & { readonly retired: readonly unknown[] } {
  return isSettings(value)
}

import { BASELINE_VERSION, type BaselineEntry } from './baseline.ts'
import { CONSEQUENCES, type Consequence } from './finding.ts'
import { UserError } from './user-error.ts'

/** Sorted, one entry a line: two branches that change different entries merge without a conflict. */
export const formatBaseline = (entries: readonly BaselineEntry[]): string => {
  const lines = entries.map(formatEntry).sort()
  const unique = lines.filter((line, nth) => line !== lines[nth - 1])
  const body = unique.length === 0 ? '' : `\n${unique.join(',\n')}\n`
  return `{\n"version": ${BASELINE_VERSION},\n"entries": [${body}]\n}\n`
}

/** Path first, so that sorting keeps a file's entries together. */
const formatEntry = ({ path, migration, symbol, kind, occurrence, consequence, hint }: BaselineEntry): string =>
  JSON.stringify({ path, migration, symbol, kind, occurrence, consequence, hint })

/**
 * @param file for messages.
 * @throws UserError naming what is wrong and the cure.
 */
export const parseBaseline = (text: string, file: string): readonly BaselineEntry[] => {
  const cure = 'write it again with `repoint baseline`'
  const parsed = parseJson(text, file)
  if (!isRecord(parsed) || !Array.isArray(parsed.entries)) {
    throw new UserError(`${file}: not a baseline (no "entries"); ${cure}`)
  }
  if (parsed.version !== BASELINE_VERSION) {
    throw new UserError(
      `${file}: baseline version ${JSON.stringify(parsed.version)} is not ${BASELINE_VERSION}; ${cure}`,
    )
  }
  return parsed.entries.map((entry: unknown, nth: number) => {
    if (isEntry(entry)) return entry
    throw new UserError(`${file}: entry ${nth + 1} is not a baseline entry; ${cure}`)
  })
}

const parseJson = (text: string, file: string): unknown => {
  const conflict = text.split('\n').findIndex((line) => /^(?:<{7}|={7}|>{7})(?: |\r?$)/.test(line))
  if (conflict !== -1) {
    throw new UserError(`${file}:${conflict + 1}: an unresolved merge conflict; keep the entries of both sides`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UserError(`${file}: not JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEntry = (value: unknown): value is BaselineEntry =>
  isRecord(value) &&
  ['migration', 'path', 'symbol', 'kind', 'hint'].every((key) => typeof value[key] === 'string') &&
  Number.isSafeInteger(value.occurrence) &&
  CONSEQUENCES.includes(value.consequence as Consequence)

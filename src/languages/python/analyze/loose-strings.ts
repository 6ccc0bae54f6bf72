import { DOTTED, ENTRY_POINT } from './named-strings.ts'
import type { Walk } from './walk-state.ts'

/** File names have dots, too. */
const FILE_NAME =
  /\.(?:py[ciwx]?|pyi|so|dll|exe|json|jsonl|ya?ml|toml|ini|cfg|conf|txt|md|rst|html?|css|js|mjs|cjs|ts|tsx|jsx|csv|tsv|xml|sql|sqlite3?|db|log|lock|env|sh|bat|png|jpe?g|gif|svg|ico|pdf|gz|tgz|zip|tar|whl|pem|crt|key|pkl|npy|npz|h5|parquet|proto|tmp|bak|com|org|net|io|dev|local|example)$/i

/** Dotted strings that nothing proves to name a module: settings, task names, logger names. */
export function readLooseStrings(walk: Walk): void {
  const seen = new Set<number>()
  for (const { literal, place } of walk.strings) {
    const { value, span } = literal
    if (seen.has(span.start) || walk.claimed.has(span.start)) continue
    seen.add(span.start)
    const assigned = literal.plain && value.includes(':') ? assignedEntryPoint(value) : null
    if (assigned !== null) {
      const start = span.start + assigned.at
      walk.stringFacts.push({
        role: 'entry-point',
        kind: 'string',
        value: assigned.value,
        span: { start, end: start + assigned.value.length },
        place,
        base: null,
        editable: true,
        bare: false,
      })
      continue
    }
    const entryPoint = value.includes(':') && ENTRY_POINT.test(value)
    // `app.tasks.*`, as routes of tasks are written.
    const path = literal.plain && value.endsWith('.*') ? value.slice(0, -2) : value
    if (!entryPoint && (!DOTTED.test(path) || FILE_NAME.test(value))) continue
    walk.stringFacts.push({
      role: entryPoint ? 'entry-point' : 'settings',
      kind: 'string',
      value: path,
      span: { ...span, end: span.end - value.length + path.length },
      place,
      base: null,
      editable: literal.plain,
      bare: false,
    })
  }
}

/** `name = pkg.module:attribute [extra]`, as `setup(entry_points=…)` takes it. */
function assignedEntryPoint(value: string): { value: string; at: number } | null {
  const equals = value.indexOf('=')
  if (equals < 1 || value.length > 500) return null
  const bracket = value.indexOf('[', equals)
  const right = value.slice(equals + 1, bracket === -1 ? undefined : bracket)
  const found = right.trim()
  return ENTRY_POINT.test(found) ? { value: found, at: equals + 1 + right.indexOf(found) } : null
}

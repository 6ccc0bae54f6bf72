import type { Match } from '../core/matches.ts'
import type { LiteralMigration } from '../core/migration.ts'
import type { Span } from '../core/span.ts'

const WORD = /[\p{L}\p{N}_]/u

/**
 * Every occurrence of a retired literal as a whole token. A hyphen that joins it to another word makes a longer token
 * (`my-host.example` is another host); an occurrence inside the replacement is the replacement.
 */
export function findLiteral(text: string, migration: LiteralMigration): Span[] {
  const { literal } = migration.from
  const spans: Span[] = []
  const { to } = migration
  const fresh = (to === null ? [] : Array.isArray(to) ? to : [to]).map((place) => place.literal)
  for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + literal.length)) {
    const end = at + literal.length
    if (!isJoined(text, at, -1) && !isJoined(text, end, 1) && !isInsideReplacement(text, at, literal, fresh))
      spans.push({ start: at, end })
  }
  return spans
}

/** Whether the token goes on beyond `edge`; `step` says in which direction. */
function isJoined(text: string, edge: number, step: -1 | 1): boolean {
  const inner = text[step === -1 ? edge : edge - 1]
  if (inner === undefined || !WORD.test(inner)) return false
  const outer = text[step === -1 ? edge - 1 : edge]
  if (outer === undefined) return false
  if (WORD.test(outer)) return true
  const beyond = text[step === -1 ? edge - 2 : edge + 1]
  return outer === '-' && beyond !== undefined && WORD.test(beyond)
}

function isInsideReplacement(text: string, at: number, literal: string, fresh: readonly string[]): boolean {
  return fresh.some((replacement) => {
    for (let offset = replacement.indexOf(literal); offset !== -1; offset = replacement.indexOf(literal, offset + 1))
      if (text.startsWith(replacement, at - offset)) return true
    return false
  })
}

export function matchLiterals(text: string, migrations: readonly LiteralMigration[]): Match[] {
  return migrations.flatMap((migration) =>
    findLiteral(text, migration).map(
      (span): Match => ({
        migration,
        kind: 'literal',
        site: { type: 'literal' },
        span,
        module: null,
        name: null,
        target: null,
        reason:
          migration.to === null ? 'nothing replaces it' : Array.isArray(migration.to) ? 'several replacements' : null,
        via: [],
        consequence: 'run-time',
      }),
    ),
  )
}

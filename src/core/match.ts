import type { FileContext } from './file-context.ts'
import { matchImports } from './match-imports.ts'
import { matchReferences } from './match-references.ts'
import { matchStrings } from './match-strings.ts'
import { matchUnresolved } from './match-unresolved.ts'
import type { Match } from './matches.ts'

/** Every stale reference of one file, sorted by position. */
export function matchFile(file: FileContext): readonly Match[] {
  const imports = matchImports(file)
  const matches = [
    ...imports.matches,
    ...matchReferences(file, imports.bindings),
    ...matchStrings(file, imports.bindings),
    ...matchUnresolved(file),
  ]
  return matches.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
}

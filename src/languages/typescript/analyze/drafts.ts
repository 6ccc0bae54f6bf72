import type { CallShape, ImportKind, Member, Place } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { Use, Variable } from './scope-tree.ts'

/** An imported name before its binding has a number. */
export interface DraftName {
  shape: 'named' | 'namespace' | 'star'
  imported: string
  importedSpan: Span | null
  span: Span
  local: Variable | null
  localName: string | null
  localSpan: Span | null
  exportedAs: string | null
  exportedSpan: Span | null
  typeOnly: boolean
  members: readonly Member[]
  call: CallShape | null
}

export interface DraftImport {
  kind: ImportKind
  specifier: string
  specifierSpan: Span
  statement: Span
  names: DraftName[]
  typeOnly: boolean
  place: Place
  escapes: boolean
  editable: boolean
}

export interface DraftExport {
  name: string
  span: Span
  typeOnly: boolean
  keyed?: boolean
  isModule?: boolean
  target:
    | { type: 'variable'; variable: Variable }
    | { type: 'use'; use: Use }
    | { type: 'import'; import: DraftImport; name: DraftName }
    | { type: 'value' }
}

export function draftName(fields: Partial<DraftName> & Pick<DraftName, 'shape' | 'imported' | 'span'>): DraftName {
  return {
    importedSpan: null,
    local: null,
    localName: null,
    localSpan: null,
    exportedAs: null,
    exportedSpan: null,
    typeOnly: false,
    members: [],
    call: null,
    ...fields,
  }
}

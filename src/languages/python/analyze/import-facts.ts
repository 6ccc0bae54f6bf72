import type { Place } from '../../../core/facts.ts'
import type { ImportedItem, ImportStatement } from '../import-statements.ts'
import type { DraftImport, DraftName } from './walk-state.ts'

/** One fact a module: `import a, b` is two, with the same statement. */
export function draftImports(statement: ImportStatement, place: Place, stub: boolean): DraftImport[] {
  const typeOnly = place.phase === 'type-only' && !stub
  const common = { kind: 'import', statement: statement.span, typeOnly, place, editable: true } as const
  if (statement.module !== null) {
    const { specifier, span } = statement.module
    const names = statement.items.map((item) => fromName(item, typeOnly))
    return [{ ...common, specifier, specifierSpan: span, names, escapes: null }]
  }
  return statement.items.map((item) => ({
    ...common,
    specifier: item.name,
    specifierSpan: item.nameSpan,
    names: [moduleName(item, typeOnly)],
    escapes: null,
  }))
}

function fromName(item: ImportedItem, typeOnly: boolean): DraftName {
  const star = item.name === '*'
  return {
    shape: star ? 'star' : 'named',
    imported: item.name,
    importedSpan: item.nameSpan,
    span: item.span,
    localName: star ? null : (item.alias?.name ?? item.name),
    localSpan: star ? null : (item.alias?.span ?? item.nameSpan),
    exportedAs: null,
    exportedSpan: null,
    typeOnly,
    members: [],
    call: null,
  }
}

function moduleName(item: ImportedItem, typeOnly: boolean): DraftName {
  const first = item.name.split('.', 1)[0] ?? item.name
  const shortened = item.alias === null && first !== item.name
  return {
    shape: 'namespace',
    imported: '*',
    importedSpan: null,
    span: item.span,
    localName: item.alias?.name ?? first,
    localSpan: item.alias?.span ?? item.firstSpan,
    exportedAs: null,
    exportedSpan: null,
    typeOnly,
    members: [],
    call: null,
    ...(shortened ? { denotes: first } : {}),
  }
}

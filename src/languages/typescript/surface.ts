import type { Span } from '../../core/span.ts'

/* The outside of a file: what it imports and what it exports (see `scan-surface.ts`). */

export interface SurfaceName {
  /** `default`, `*` for a namespace and for `export *`. */
  readonly imported: string
  readonly importedSpan: Span | null
  /** The local name; null for re-exports. */
  readonly local: string | null
  /** The public name of a re-export; null for `export *` and for imports. */
  readonly exportedAs: string | null
  readonly typeOnly: boolean
}

export interface SurfaceImport {
  /** `dynamic-import` is `import('m')` in code and in types. */
  readonly kind: 'import' | 're-export' | 'import-equals' | 'require' | 'dynamic-import'
  readonly specifier: string
  readonly specifierSpan: Span
  readonly names: readonly SurfaceName[]
  /** Of calls and import types: exported names that are taken where they stand; null: only the analysis can tell. */
  readonly taken: readonly string[] | null
  readonly typeOnly: boolean
  /** A statement of the file itself, not one inside `declare module "m" { … }`. Never so for calls. */
  readonly atModuleLevel: boolean
}

export interface TypeScriptSurface {
  readonly imports: readonly SurfaceImport[]
  /** Exported names, `default` and re-exported ones among them; what `export *` brings is not. */
  readonly exports: ReadonlySet<string>
  /** Public names for other names of the file: `export { a as b }`, `export const b = a`, `export default a`. */
  readonly renamed: ReadonlyMap<string, string>
  /** The module may export more than is listed. */
  readonly dynamic: boolean
  /** Exports are candidates only, and imports may be too many: what CommonJS exports only the analysis can tell. */
  readonly isLoose: boolean
  /** A member of `require` is read, which may be `require.resolve`. */
  readonly asksRequire: boolean
  /** Tokens were not enough: the file was analysed. */
  readonly analyzed: boolean
}

import type { SurfaceImport, SurfaceName } from '../surface.ts'
import { Lexer } from './lexer.ts'
import { END, STRING, TEMPLATE, WORD } from './token-kinds.ts'

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export const OPEN_BRACE = 123
export const CLOSE_BRACE = 125
export const OPEN = 40
export const CLOSE = 41
export const COMMA = 44
export const DOT = 46
export const EQUALS = 61
export const STAR = 42
export const LESS = 60
export const GREATER = 62

export const NAME: SurfaceName = { imported: '', importedSpan: null, local: null, exportedAs: null, typeOnly: false }

/** What is known of a module so far, and how names in lists are read: `import` and `export` write them alike. */
export class SurfaceState {
  readonly imports: SurfaceImport[] = []
  readonly exports = new Set<string>()
  /** See TypeScriptSurface. */
  readonly renamed = new Map<string, string>()
  dynamic = false
  /** CommonJS, or a `require` of the file's own. */
  isLoose = false
  /** `require.resolve` and the like: a string may name a module. */
  asksRequire = false
  /** Names it seems to export: candidates, not all. */
  readonly assigned = new Set<string>()
  protected readonly lexer: Lexer
  protected readonly text: string
  protected doubt = false
  /** `from` may be a name here. */
  protected doubtful = false
  protected isModule = false
  protected isCommonJs = false
  /** Inside `export const a = …`, at file level: another declarator may follow. */
  protected declaring = false
  /** `<`s that are open in the type or the call of a declarator. */
  protected angles = 0
  protected readonly ambient: boolean
  /** What a declaration file declares at file level. */
  protected readonly declared: string[] = []
  protected hasExportList = false
  /** After a `>`, which ends a type but is no operand to the lexer: `type A = B<C>`. */
  protected afterAngle = false

  constructor(text: string, jsx: boolean, ambient: boolean) {
    this.text = text
    this.ambient = ambient
    this.lexer = new Lexer(text, { jsx, tolerant: false })
  }

  protected add(kind: SurfaceImport['kind'], names: readonly SurfaceName[], typeOnly: boolean, depth: number): void {
    const { lexer } = this
    const specifierSpan = { start: lexer.start + 1, end: lexer.end - 1 }
    if (!lexer.plain) {
      this.doubt = true
      return
    }
    const specifier = this.text.slice(specifierSpan.start, specifierSpan.end)
    const atModuleLevel = depth === 0 && kind !== 'require' && kind !== 'dynamic-import'
    this.imports.push({ kind, specifier, specifierSpan, names, taken: [], typeOnly, atModuleLevel })
    lexer.next()
  }

  protected isText(): boolean {
    return this.lexer.kind === STRING || (this.lexer.kind === TEMPLATE && this.lexer.plain)
  }

  protected takeWord(): string {
    const word = this.lexer.value()
    if (word.includes('\\')) this.doubt = true
    this.lexer.next()
    return word
  }

  protected readStar(names: Mutable<SurfaceName>[], side: 'local' | 'exportedAs'): void {
    const { lexer } = this
    lexer.next()
    if (!lexer.is('as')) {
      names.push({ ...NAME, imported: '*' })
      return
    }
    lexer.next()
    names.push({ ...NAME, imported: '*', [side]: this.takeExportName().name })
  }

  protected takeExportName(): { name: string; start: number; end: number } {
    const { lexer } = this
    const quoted = lexer.kind === STRING
    const start = lexer.start + (quoted ? 1 : 0)
    const end = lexer.end - (quoted ? 1 : 0)
    const name = this.text.slice(start, end)
    if (name.includes('\\') || (lexer.kind !== WORD && !quoted)) this.doubt = true
    lexer.next()
    return { name, start, end }
  }

  /** `{ a, b as c, type d, "e f" as g }`. */
  protected readList(names: Mutable<SurfaceName>[], side: 'local' | 'exportedAs'): void {
    const { lexer } = this
    lexer.next()
    while (!lexer.isCode(CLOSE_BRACE) && !this.doubt) {
      if (lexer.isCode(COMMA)) {
        lexer.next()
        continue
      }
      if (lexer.kind === END) {
        this.doubt = true
        return
      }
      let typeOnly = false
      let first = this.takeExportName()
      if (first.name === 'type' && !lexer.isCode(COMMA) && !lexer.isCode(CLOSE_BRACE)) {
        if (lexer.is('as')) {
          // `type as as x`, `type as x`, `type as`: rare enough for the parser.
          this.doubt = true
          return
        }
        typeOnly = true
        first = this.takeExportName()
      }
      let second = first
      if (lexer.is('as')) {
        lexer.next()
        second = this.takeExportName()
      }
      const importedSpan = { start: first.start, end: first.end }
      names.push({ ...NAME, imported: first.name, importedSpan, typeOnly, [side]: second.name })
    }
    lexer.next()
  }
}

import type { SurfaceName } from '../surface.ts'
import { ImportSurface } from './import-surface.ts'
import type { Lexer } from './lexer.ts'
import { COMMA, DOT, EQUALS, GREATER, LESS, type Mutable, OPEN_BRACE, STAR } from './surface-state.ts'
import { END, PUNCTUATOR, STRING, WORD } from './token-kinds.ts'

/** Words that go on with an expression on a new line. */
const CONTINUES = new Set(['in', 'instanceof', 'as', 'satisfies', 'of', 'extends', 'is'])

/** Words that begin declarations, or stand before them. */
const DECLARING = new Set([
  'declare',
  'abstract',
  'const',
  'let',
  'var',
  'function',
  'class',
  'interface',
  'type',
  'enum',
  'namespace',
  'module',
])
/** `.x =`, `, 'x'` of `defineProperty`, `= { x, y: 1 }`. */
const ASSIGNED = /(?:exports\s*)?(?:\.\s*([\w$]+)|,\s*["']([\w$]+)["']|=\s*\{([^{}]{0,2000}))/y
const OBJECT_KEY = /(?:^|,)\s*([A-Za-z_$][\w$]*)/g

/** An expression that is a name and no more. */
const BARE_NAME = /[^\S\r\n]*([A-Za-z_$][\w$]*)[^\S\r\n]*(?:[;\r\n]|$(?![\s\S]))/y

const OPEN_BRACKET = 91
const COLON = 58
const DEEPEST_PATTERN = 8

const isSpread = (lexer: Lexer): boolean => lexer.kind === PUNCTUATOR && lexer.value() === '...'

/** What a module publishes: export lists and declarations, and what CommonJS assigns. */
export class ExportSurface extends ImportSurface {
  protected readExport(): void {
    const { lexer } = this
    const { depth } = lexer
    lexer.next()
    const isType = lexer.is('type') && /^\s*[{*]/.test(this.text.slice(lexer.end, lexer.end + 200))
    if (isType) lexer.next()
    if (lexer.isCode(OPEN_BRACE) || lexer.isCode(STAR)) {
      this.readExportList(depth, isType)
      return
    }
    if (lexer.kind !== WORD) {
      // `export = x`, `export @decorated class`, or a property of that name.
      if (depth === 0) this.doubt = true
      return
    }
    if (depth > 0) return
    this.isModule = true
    this.readDeclaration()
  }

  protected readExportList(depth: number, typeOnly: boolean): void {
    const { lexer } = this
    const names: Mutable<SurfaceName>[] = []
    if (lexer.isCode(STAR)) this.readStar(names, 'exportedAs')
    else this.readList(names, 'exportedAs')
    if (this.doubt) return
    for (const name of names) name.typeOnly ||= typeOnly
    if (depth === 0) {
      this.isModule = true
      this.hasExportList = true
      for (const { exportedAs } of names) if (exportedAs !== null) this.exports.add(exportedAs)
    }
    if (!lexer.is('from')) {
      if (depth === 0)
        for (const { imported, exportedAs } of names)
          if (exportedAs !== null && exportedAs !== imported) this.renamed.set(exportedAs, imported)
      return
    }
    lexer.next()
    if (lexer.kind === STRING) this.add('re-export', names, typeOnly, depth)
    else this.doubt = true
  }

  /** The current token is the first word after `export`, at file level. */
  protected readDeclaration(): void {
    const { lexer } = this
    for (;;) {
      const word = lexer.kind === WORD ? lexer.value() : ''
      switch (word) {
        case 'default':
          this.exports.add('default')
          lexer.next()
          if (!DECLARING.has(lexer.kind === WORD ? lexer.value() : '') && !lexer.is('async')) this.hasExportList = true
          this.noteRenamed('default', lexer.start)
          return
        case 'import':
          this.readImport('export')
          return
        case 'as':
          // `export as namespace X`
          lexer.next()
          return
        case 'declare':
        case 'abstract':
        case 'async':
          lexer.next()
          continue
        case 'const':
          lexer.next()
          if (lexer.is('enum')) continue
          this.readVariable()
          return
        case 'let':
        case 'var':
          lexer.next()
          this.readVariable()
          return
        case 'function':
          lexer.next()
          if (lexer.isCode(STAR)) lexer.next()
          this.exports.add(this.takeDeclared())
          return
        case 'class':
        case 'interface':
        case 'type':
        case 'enum':
        case 'namespace':
        case 'module':
          lexer.next()
          this.exports.add(this.takeDeclared())
          return
        default:
          this.doubt = true
          return
      }
    }
  }

  /** Where nothing but a name of the file follows. */
  private noteRenamed(name: string, at: number): void {
    BARE_NAME.lastIndex = at
    const original = BARE_NAME.exec(this.text)?.[1]
    if (original !== undefined && original !== name) this.renamed.set(name, original)
  }

  protected takeDeclared(): string {
    if (this.lexer.kind !== WORD) {
      this.doubt = true
      return ''
    }
    return this.takeWord()
  }

  protected readVariable(): void {
    if (this.lexer.isCode(OPEN_BRACE) || this.lexer.isCode(OPEN_BRACKET)) this.readPattern(0)
    else {
      const name = this.takeDeclared()
      this.exports.add(name)
      if (this.lexer.isCode(EQUALS)) this.noteRenamed(name, this.lexer.end)
    }
    this.declaring = true
    this.angles = 0
    if (this.lexer.kind !== WORD) return
    // `export var a` and a new line; anything else (`let let`) is for the parser.
    if (this.lexer.newline) this.declaring = false
    else this.doubt = true
  }

  /** `{ a, b: c = 1, ...d }`, `[a, , { b }]`: the current token opens it, and is behind its end afterwards. */
  private readPattern(nesting: number): void {
    const { lexer } = this
    const isObject = lexer.isCode(OPEN_BRACE)
    const { depth } = lexer
    lexer.next()
    if (nesting > DEEPEST_PATTERN) this.doubt = true
    while (!this.doubt && lexer.depth >= depth) {
      if (lexer.kind === END) this.doubt = true
      else if (lexer.isCode(COMMA) || isSpread(lexer)) lexer.next()
      else this.readElement(isObject, depth, nesting)
    }
    lexer.next()
  }

  private readElement(isObject: boolean, depth: number, nesting: number): void {
    const { lexer } = this
    const key = isObject && lexer.kind === WORD ? this.takeWord() : null
    if (isObject && key === null) {
      // A key that is quoted or computed is for the parser.
      this.doubt = true
      return
    }
    if (key !== null && !lexer.isCode(COLON)) this.exports.add(key)
    else {
      if (key !== null) lexer.next()
      if (lexer.isCode(OPEN_BRACE) || lexer.isCode(OPEN_BRACKET)) this.readPattern(nesting + 1)
      else this.exports.add(this.takeDeclared())
    }
    if (lexer.isCode(EQUALS)) this.skipDefault(depth)
    else if (!lexer.isCode(COMMA) && lexer.depth >= depth) this.doubt = true
  }

  /** To the comma or the closing brace after a default value. */
  private skipDefault(depth: number): void {
    const { lexer } = this
    while (!this.doubt && lexer.depth >= depth && !(lexer.depth === depth && lexer.isCode(COMMA))) {
      // Commas between types are not told from others; what speaks of modules is not read over.
      if (lexer.kind === END || lexer.isCode(LESS) || lexer.is('import') || lexer.is('require')) this.doubt = true
      lexer.next()
    }
  }

  protected watchDeclarators(before: string): void {
    const { lexer } = this
    if (lexer.depth > 0) return
    if (lexer.kind === PUNCTUATOR) {
      if (lexer.isCode(LESS)) this.angles++
      else if (lexer.isCode(GREATER)) this.angles = Math.max(0, this.angles - 1)
      else if (lexer.code === COMMA && this.angles === 0) this.doubt = true
      else if (lexer.isCode(59)) this.declaring = false
    } else if (lexer.kind === WORD && lexer.newline && lexer.afterOperand && !CONTINUES.has(before)) {
      this.declaring = CONTINUES.has(lexer.value())
    }
  }

  /** At a word at file level of a declaration file; true where it begins a declaration, which has been taken. */
  protected readAmbient(): boolean {
    const { lexer } = this
    const { start, end } = lexer
    if (end - start > 9) return false
    if (!lexer.afterStatement && !(lexer.newline && (lexer.afterOperand || this.afterAngle))) return false
    let word = lexer.value()
    if (!DECLARING.has(word)) return false
    while (word === 'declare' || word === 'abstract') {
      lexer.next()
      word = lexer.kind === WORD ? lexer.value() : ''
    }
    if (!DECLARING.has(word)) return true
    lexer.next()
    if (word === 'const' && lexer.is('enum')) lexer.next()
    // `declare module 'm'` exports nothing; `type` and the like may be names after all.
    if (lexer.kind !== WORD) return true
    this.declared.push(this.takeWord())
    if (word === 'const' || word === 'let' || word === 'var') {
      this.declaring = true
      this.angles = 0
      if (lexer.kind === WORD && lexer.newline) this.declaring = false
    }
    return true
  }

  protected readExports(word: string): void {
    const { lexer } = this
    lexer.next()
    if (word === 'exports' || lexer.isCode(91)) this.isCommonJs = true
    else if (lexer.isCode(DOT)) {
      lexer.next()
      if (lexer.is('exports')) this.isCommonJs = true
      if (lexer.is('require')) this.doubt = true
    }
    if (this.isCommonJs) this.noteAssigned(lexer.start)
  }

  /** Names that a CommonJS file seems to export, after the word `exports` or at its last part. */
  protected noteAssigned(at: number): void {
    ASSIGNED.lastIndex = at
    const match = ASSIGNED.exec(this.text)
    const name = match?.[1] ?? match?.[2]
    if (name !== undefined) this.assigned.add(name)
    for (const [, key = ''] of match?.[3]?.matchAll(OBJECT_KEY) ?? []) this.assigned.add(key)
  }
}

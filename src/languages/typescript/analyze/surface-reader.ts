import type { SurfaceImport, SurfaceName, TypeScriptSurface } from '../scan-surface.ts'
import { readTakenNames } from './taken-names.ts'
import { Lexer } from './lexer.ts'
import { END, PUNCTUATOR, STRING, TEMPLATE, WORD } from './token-kinds.ts'

/**
 * The outside of a module by its tokens; null where they leave a doubt.
 * @param ambient a declaration file: it exports what it declares, unless it has an export list.
 */
export function readSurface(text: string, jsx: boolean, ambient = false): TypeScriptSurface | null {
  const reader = new SurfaceReader(text, jsx, ambient)
  if (!reader.run()) return null
  const { imports, isLoose, dynamic } = reader
  return { imports, exports: isLoose ? new Set([...reader.exports, ...reader.assigned]) : reader.exports, dynamic, isLoose, analyzed: false }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN = 40
const CLOSE = 41
const COMMA = 44
const DOT = 46
const EQUALS = 61
const STAR = 42
const LESS = 60
const GREATER = 62

/** Punctuators after a name that may declare it: `,` `)` `=` `=>` `:` `}` */
const BINDS = new Set([COMMA, CLOSE, EQUALS, 58, CLOSE_BRACE])

/** Words that go on with an expression on a new line. */
const CONTINUES = new Set(['in', 'instanceof', 'as', 'satisfies', 'of', 'extends', 'is'])

const SPEAKING = /\b(?:import|exports?|require|module)\b/g

/** Words that begin declarations, or stand before them. */
const DECLARING = new Set(['declare', 'abstract', 'const', 'let', 'var', 'function', 'class', 'interface', 'type', 'enum', 'namespace', 'module'])
const DECLARES = new Set(['const', 'let', 'var'])

const CREATE_REQUIRE = /\s*(?:[\w$]+\s*\.\s*)?createRequire\s*\(/y

function makesRequire(text: string, at: number): boolean {
  CREATE_REQUIRE.lastIndex = at
  return CREATE_REQUIRE.test(text)
}

/** `.x =`, `, 'x'` of `defineProperty`, `= { x, y: 1 }`. */
const ASSIGNED = /(?:exports\s*)?(?:\.\s*([\w$]+)|,\s*["']([\w$]+)["']|=\s*\{([^{}]{0,2000}))/y
const OBJECT_KEY = /(?:^|,)\s*([A-Za-z_$][\w$]*)/g

class SurfaceReader {
  readonly imports: SurfaceImport[] = []
  readonly exports = new Set<string>()
  dynamic = false
  /** CommonJS, or a `require` of the file's own. */
  isLoose = false
  /** Names it seems to export: candidates, not all. */
  readonly assigned = new Set<string>()
  private readonly lexer: Lexer
  private readonly text: string
  private doubt = false
  private isModule = false
  private isCommonJs = false
  /** Inside `export const a = …`, at file level: another declarator may follow. */
  private declaring = false
  /** `<`s that are open in the type or the call of a declarator. */
  private angles = 0
  private readonly ambient: boolean
  /** Where the next word ends that matters, in code or not. */
  private nextWord = -1
  /** What a declaration file declares at file level. */
  private readonly declared: string[] = []
  private hasExportList = false

  constructor(text: string, jsx: boolean, ambient: boolean) {
    this.text = text
    this.ambient = ambient
    this.lexer = new Lexer(text, { jsx, tolerant: false })
  }

  /** False where the tokens leave a doubt. */
  run(): boolean {
    const { lexer } = this
    let beforeDot = false
    let beforeWord = ''
    lexer.next()
    while (lexer.kind !== END && !this.doubt && !lexer.uncertain) {
      if (lexer.start > this.nextWord && !this.hasMore()) return this.finish()
      if (this.declaring) this.watchDeclarators(beforeWord)
      if (lexer.kind !== WORD || beforeDot) {
        beforeDot = lexer.kind === PUNCTUATOR && lexer.code === DOT
        beforeWord = ''
        lexer.next()
        continue
      }
      beforeDot = false
      if (this.ambient && lexer.depth === 0 && this.readAmbient()) {
        beforeWord = ''
        continue
      }
      const word = this.keyword()
      if (word === 'import') this.readImport(beforeWord)
      else if (word === 'export') this.readExport()
      else if (word === 'require') this.readRequire(beforeWord)
      else {
        if (word === 'exports' || word === 'module') this.readExports(word)
        else lexer.next()
      }
      // What was read after `export` stands between it and the next word.
      beforeWord = word === 'export' ? '' : word
    }
    return lexer.depth === 0 && !lexer.uncertain && this.finish()
  }

  /** Whether a word that matters is still to come: much of most files is code without one, and need not be read. */
  private hasMore(): boolean {
    if (this.declaring || this.ambient) return true
    SPEAKING.lastIndex = this.lexer.start
    this.nextWord = SPEAKING.test(this.text) ? SPEAKING.lastIndex : Number.POSITIVE_INFINITY
    return this.nextWord !== Number.POSITIVE_INFINITY
  }

  private finish(): boolean {
    if (this.doubt) return false
    if (this.isModule && !this.hasExportList) for (const name of this.declared) this.exports.add(name)
    if (this.isCommonJs && !this.isModule) this.isLoose = true
    return true
  }

  /** The words that matter; others are not cut out of the text. */
  private keyword(): string {
    const { lexer, text } = this
    const { start, end } = lexer
    const length = end - start
    if (length < 3 || length > 11) return ' '
    switch (text.charCodeAt(start)) {
      case 105: // import, in, instanceof, is
      case 101: // export, exports, extends
      case 114: // require
      case 109: // module
      case 102: // function
      case 99: // const
      case 108: // let
      case 118: // var
        return text.slice(start, end)
      default:
        // A word written with an escape could be any of these.
        if (text.charCodeAt(start) === 92) this.doubt = true
        return ' '
    }
  }

  private watchDeclarators(before: string): void {
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

  private add(kind: SurfaceImport['kind'], names: readonly SurfaceName[], typeOnly: boolean, depth: number): void {
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

  private isText(): boolean {
    return this.lexer.kind === STRING || (this.lexer.kind === TEMPLATE && this.lexer.plain)
  }

  private readImport(before: string): void {
    const { lexer } = this
    const { depth, start } = lexer
    lexer.next()
    if (lexer.isCode(OPEN)) {
      lexer.next()
      if (this.isText()) this.addCall('dynamic-import', depth, start)
      return
    }
    if (lexer.isCode(DOT)) {
      lexer.next()
      // `import.meta`; `import.defer('m')` and `import.source('m')` are for the parser.
      if (!lexer.is('meta')) this.doubt = true
      return
    }
    if (lexer.kind === STRING) {
      if (depth === 0) this.isModule = true
      this.add('import', [], false, depth)
      return
    }
    if (lexer.kind !== WORD && !lexer.isCode(OPEN_BRACE) && !lexer.isCode(STAR)) return
    this.readClause(depth, before === 'export')
  }

  /** `import('m')`, `require('m')`: the current token is the string. */
  private addCall(kind: 'dynamic-import' | 'require', depth: number, start: number): void {
    const { lexer, imports } = this
    const first = imports.length
    this.add(kind, [], false, depth)
    // `require('m' + x)` names no module.
    if (!lexer.isCode(CLOSE) && !lexer.isCode(COMMA)) imports.length = first
    const added = imports[first]
    if (added) imports[first] = { ...added, taken: lexer.isCode(CLOSE) ? readTakenNames(this.text, start, lexer.end, kind === 'dynamic-import') : null }
  }

  /** At a word at file level of a declaration file; true where it begins a declaration, which has been taken. */
  private readAmbient(): boolean {
    const { lexer } = this
    const { start, end } = lexer
    if (end - start > 9 || !(lexer.afterStatement || (lexer.newline && lexer.afterOperand))) return false
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

  private readRequire(before: string): void {
    const { lexer } = this
    const { depth, start } = lexer
    lexer.next()
    if (lexer.isCode(OPEN)) {
      if (before === 'function') this.isLoose = true
      lexer.next()
      if (this.isText()) this.addCall('require', depth, start)
    } else if (lexer.isCode(EQUALS) && depth === 0 && DECLARES.has(before) && makesRequire(this.text, lexer.end)) {
      // The file's own, and the same thing.
    } else if (lexer.kind === PUNCTUATOR && (BINDS.has(lexer.code) || before === 'function')) {
      // It may be a name of the file's own: a parameter, a variable.
      this.isLoose = true
    }
  }

  private readExports(word: string): void {
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
  private noteAssigned(at: number): void {
    ASSIGNED.lastIndex = at
    const match = ASSIGNED.exec(this.text)
    const name = match?.[1] ?? match?.[2]
    if (name !== undefined) this.assigned.add(name)
    for (const [, key = ''] of match?.[3]?.matchAll(OBJECT_KEY) ?? []) this.assigned.add(key)
  }

  /** From after `import` to the module's name. */
  private readClause(depth: number, isExported: boolean): void {
    const { lexer } = this
    const names: Mutable<SurfaceName>[] = []
    let typeOnly = false
    if (lexer.is('type') || lexer.is('defer') || lexer.is('source')) {
      const word = this.takeWord()
      const isName = lexer.isCode(COMMA) || lexer.isCode(EQUALS) || (lexer.is('from') && this.fromFollows())
      if (isName) {
        // `import type from 'm'`: the word is the name. `import type from from 'm'` is left to the parser.
        this.doubt ||= this.doubtful
        names.push({ ...NAME, imported: 'default', local: word })
      } else typeOnly = word === 'type'
    }
    while (!this.doubt) {
      if (lexer.is('from')) {
        lexer.next()
        if (lexer.kind !== STRING) {
          this.doubt = true
          return
        }
        if (depth === 0) this.isModule = true
        for (const name of names) name.typeOnly ||= typeOnly
        this.add('import', names, typeOnly, depth)
        return
      }
      if (lexer.isCode(OPEN_BRACE)) this.readList(names, 'local')
      else if (lexer.isCode(STAR)) this.readStar(names, 'local')
      else if (lexer.kind === WORD) names.push({ ...NAME, imported: 'default', local: this.takeWord() })
      else if (lexer.isCode(COMMA)) lexer.next()
      else if (lexer.isCode(EQUALS)) {
        this.readImportEquals(names, typeOnly, depth, isExported)
        return
      } else {
        // `{ import: 1 }` and the like.
        if (names.length > 0) this.doubt = true
        return
      }
    }
  }

  private doubtful = false

  /** At a `from` that may be a name: whether a string comes next. Only the parser can look further. */
  private fromFollows(): boolean {
    const rest = this.text.slice(this.lexer.end, this.lexer.end + 40)
    this.doubtful = !/^\s*['"]/.test(rest)
    return true
  }

  private takeWord(): string {
    const word = this.lexer.value()
    if (word.includes('\\')) this.doubt = true
    this.lexer.next()
    return word
  }

  private readImportEquals(names: Mutable<SurfaceName>[], typeOnly: boolean, depth: number, isExported: boolean): void {
    const { lexer } = this
    const local = names[0]?.local ?? ''
    if (isExported && depth === 0) this.exports.add(local)
    lexer.next()
    if (!lexer.is('require')) return
    lexer.next()
    if (!lexer.isCode(OPEN)) return
    lexer.next()
    if (lexer.kind !== STRING) {
      this.doubt = true
      return
    }
    if (depth === 0) this.isModule = true
    this.add('import-equals', [{ ...NAME, imported: '*', local, typeOnly }], typeOnly, depth)
  }

  private readStar(names: Mutable<SurfaceName>[], side: 'local' | 'exportedAs'): void {
    const { lexer } = this
    lexer.next()
    if (!lexer.is('as')) {
      names.push({ ...NAME, imported: '*' })
      return
    }
    lexer.next()
    names.push({ ...NAME, imported: '*', [side]: this.takeExportName().name })
  }

  private takeExportName(): { name: string; start: number; end: number } {
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
  private readList(names: Mutable<SurfaceName>[], side: 'local' | 'exportedAs'): void {
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

  private readExport(): void {
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

  private readExportList(depth: number, typeOnly: boolean): void {
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
    if (!lexer.is('from')) return
    lexer.next()
    if (lexer.kind === STRING) this.add('re-export', names, typeOnly, depth)
    else this.doubt = true
  }

  /** The current token is the first word after `export`, at file level. */
  private readDeclaration(): void {
    const { lexer } = this
    for (;;) {
      const word = lexer.kind === WORD ? lexer.value() : ''
      switch (word) {
        case 'default':
          this.exports.add('default')
          lexer.next()
          if (!DECLARING.has(lexer.kind === WORD ? lexer.value() : '') && !lexer.is('async')) this.hasExportList = true
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

  private takeDeclared(): string {
    if (this.lexer.kind !== WORD) {
      this.doubt = true
      return ''
    }
    return this.takeWord()
  }

  private readVariable(): void {
    // Destructuring is for the parser.
    this.exports.add(this.takeDeclared())
    this.declaring = true
    this.angles = 0
    if (this.lexer.kind !== WORD) return
    // `export var a` and a new line; anything else (`let let`) is for the parser.
    if (this.lexer.newline) this.declaring = false
    else this.doubt = true
  }
}

const NAME: SurfaceName = { imported: '', importedSpan: null, local: null, exportedAs: null, typeOnly: false }

import {
  CLOSE,
  CLOSE_BRACE,
  COMMA,
  DOT,
  EQUALS,
  type Mutable,
  NAME,
  OPEN,
  OPEN_BRACE,
  STAR,
  SurfaceState,
} from './surface-state.ts'
import type { SurfaceName } from '../surface.ts'
import { readTakenNames } from './taken-names.ts'
import { PUNCTUATOR, STRING, WORD } from './token-kinds.ts'

/** Punctuators after a name that may declare it: `,` `)` `=` `=>` `:` `}` */
const BINDS = new Set([COMMA, CLOSE, EQUALS, 58, CLOSE_BRACE])

const DECLARES = new Set(['const', 'let', 'var'])

const CREATE_REQUIRE = /\s*(?:[\w$]+\s*\.\s*)?createRequire\s*\(/y

function makesRequire(text: string, at: number): boolean {
  CREATE_REQUIRE.lastIndex = at
  return CREATE_REQUIRE.test(text)
}

/** What a module imports: `import` in all its forms, `require`. */
export class ImportSurface extends SurfaceState {
  protected readImport(before: string): void {
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
  protected addCall(kind: 'dynamic-import' | 'require', depth: number, start: number): void {
    const { lexer, imports } = this
    const first = imports.length
    this.add(kind, [], false, depth)
    // `require('m' + x)` names no module.
    if (!lexer.isCode(CLOSE) && !lexer.isCode(COMMA)) imports.length = first
    const added = imports[first]
    if (added)
      imports[first] = {
        ...added,
        taken: lexer.isCode(CLOSE) ? readTakenNames(this.text, start, lexer.end, kind === 'dynamic-import') : null,
      }
  }

  protected readRequire(before: string): void {
    const { lexer } = this
    const { depth, start } = lexer
    lexer.next()
    if (lexer.isCode(OPEN)) {
      if (before === 'function') this.isLoose = true
      lexer.next()
      if (this.isText()) this.addCall('require', depth, start)
    } else if (lexer.isCode(DOT)) this.asksRequire = true
    else if (lexer.isCode(EQUALS) && depth === 0 && DECLARES.has(before) && makesRequire(this.text, lexer.end)) {
      // The file's own, and the same thing.
    } else if (lexer.kind === PUNCTUATOR && (BINDS.has(lexer.code) || before === 'function')) {
      // It may be a name of the file's own: a parameter, a variable.
      this.isLoose = true
    }
  }

  /** From after `import` to the module's name. */
  protected readClause(depth: number, isExported: boolean): void {
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

  /** At a `from` that may be a name: whether a string comes next. Only the parser can look further. */
  protected fromFollows(): boolean {
    const rest = this.text.slice(this.lexer.end, this.lexer.end + 40)
    this.doubtful = !/^\s*['"]/.test(rest)
    return true
  }

  protected readImportEquals(
    names: Mutable<SurfaceName>[],
    typeOnly: boolean,
    depth: number,
    isExported: boolean,
  ): void {
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
}

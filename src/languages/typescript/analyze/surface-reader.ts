import type { TypeScriptSurface } from '../surface.ts'
import { ExportSurface } from './export-surface.ts'
import { DOT } from './surface-state.ts'
import { END, PUNCTUATOR, WORD } from './token-kinds.ts'

/**
 * The outside of a module by its tokens; null where they leave a doubt.
 * @param ambient a declaration file: it exports what it declares, unless it has an export list.
 */
export function readSurface(text: string, jsx: boolean, ambient = false): TypeScriptSurface | null {
  const reader = new SurfaceReader(text, jsx, ambient)
  if (!reader.run()) return null
  const { imports, renamed, isLoose, dynamic, asksRequire } = reader
  return {
    imports,
    exports: isLoose ? new Set([...reader.exports, ...reader.assigned]) : reader.exports,
    renamed,
    dynamic,
    isLoose,
    asksRequire,
    analyzed: false,
  }
}

const SPEAKING = /\b(?:import|exports?|require|module)\b/g

class SurfaceReader extends ExportSurface {
  /** Where the next word ends that matters, in code or not. */
  private nextWord = -1

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
        this.afterAngle = this.ambient && this.endsWithAngle()
        beforeWord = ''
        lexer.next()
        continue
      }
      beforeDot = false
      if (this.ambient && lexer.depth === 0 && this.readAmbient()) {
        beforeWord = ''
        continue
      }
      this.afterAngle = false
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

  private endsWithAngle(): boolean {
    const { lexer, text } = this
    return lexer.kind === PUNCTUATOR && text[lexer.end - 1] === '>' && text[lexer.end - 2] !== '='
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
}

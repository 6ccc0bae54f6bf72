import type { Span } from '../../core/span.ts'
import { type ImportStatement, readImportStatement } from './import-statements.ts'
import { tokenize } from './lexer.ts'
import { type Tokens, tokenName } from './tokens.ts'
import { readListedNames } from './listed-names.ts'
import type { ProseSpans } from './prose-spans.ts'
import { createLineSummary, type LineSummary, summarizeLine, unifyLineBreaks } from './surface-scanner.ts'
import { boundTokens } from './token-names.ts'
import { type TokenStatement, tokenStatements } from './token-statements.ts'

/*
 * The outside of a Python file — what it imports and which names it publishes — read without parsing it. The hot
 * path: every file of a tree goes through here, so a line that can say nothing is only stepped over.
 */

export interface SurfaceName {
  /** `*` for a star import; dotted for `import a.b`. */
  readonly name: string
  readonly nameSpan: Span
  /** The name it binds: `a` for `import a.b`, the alias, null for a star. */
  readonly local: string | null
}

/** One imported module: `import a, b` makes two. */
export interface SurfaceImport {
  readonly form: 'import' | 'from'
  /** As written, with the dots of a relative import. */
  readonly specifier: string
  readonly specifierSpan: Span
  readonly statement: Span
  readonly names: readonly SurfaceName[]
  /** Not inside a function or a class body. */
  readonly atModuleLevel: boolean
}

export interface PythonSurface {
  readonly imports: readonly SurfaceImport[]
  /** Names the module has when it is done, those of imports and of `global` in functions included; stars are not. */
  readonly bound: ReadonlySet<string>
  /** `__all__`, as ModuleFacts has it. */
  readonly publicNames: { readonly names: readonly string[]; readonly complete: boolean } | null
  /** The module may publish more than `bound`: `__getattr__`, `globals()[…]`, `exec`. The analysis knows exactly. */
  readonly dynamic: boolean
  readonly prose: ProseSpans
}

const DYNAMIC =
  /\b(?:globals|vars|locals)\(\)|modules\[__name__\]|\b_convert_?\(|\bexec\b|\binitpkg\(|\battach(?:_stub)?\(|\bglobal_enum\b|\b__getattr__\b/
/** The same without word boundaries, which is quicker to find nowhere. */
const MAYBE_DYNAMIC =
  /(?:globals|vars|locals)\(\)|modules\[__name__\]|_convert_?\(|exec|initpkg\(|attach(?:_stub)?\(|global_enum|__getattr__/
/** First words of lines that need tokens; other lines are told by their summary. */
const SPOKEN = new Set(['import', 'from', 'lazy', 'for', 'with', 'async', 'except', 'case', 'del', 'type', '__all__'])
const WORD = /[A-Za-z_]\w*/y
const SIMPLE_TARGET = /[A-Za-z_]\w*[ \t]*=/y
const DEFINITION = /(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z_]\w*)/y
const GLOBAL_LINE = /\bglobal\b/

/**
 * @param source the file, or its bytes in UTF-8.
 * @param stub `.pyi`: an annotation alone binds.
 */
export function scanPythonSurface(source: string | Uint8Array, stub = false): PythonSurface {
  const decoded = typeof source === 'string' ? source : new TextDecoder('utf-8', { ignoreBOM: true }).decode(source)
  const text = unifyLineBreaks(decoded)
  const scan = new SurfaceScan(text, stub)
  scan.run()
  return {
    imports: scan.imports,
    bound: scan.published(),
    publicNames: scan.publicNames,
    dynamic: MAYBE_DYNAMIC.test(text) && DYNAMIC.test(text),
    prose: scan.prose,
  }
}

/** A function or class body: lines indented deeper than its header. */
interface Block {
  readonly indent: number
  readonly globals: Set<string>
}

class SurfaceScan {
  readonly imports: SurfaceImport[] = []
  publicNames: { names: string[]; complete: boolean } | null = null
  private readonly text: string
  private readonly stub: boolean
  private at = 0
  private readonly bound = new Set<string>()
  private readonly deleted = new Set<string>()
  private readonly fromFunctions = new Set<string>()
  private readonly blocks: Block[] = []
  private readonly mayDeclareGlobals: boolean
  private readonly summary = createLineSummary()

  constructor(text: string, stub: boolean) {
    this.text = text
    this.stub = stub
    this.mayDeclareGlobals = text.includes('global') && GLOBAL_LINE.test(text)
  }

  get prose(): ProseSpans {
    return this.summary.prose
  }

  published(): ReadonlySet<string> {
    for (const name of this.deleted) if (!this.fromFunctions.has(name)) this.bound.delete(name)
    return this.bound
  }

  run(): void {
    const { text } = this
    if (text.charCodeAt(0) === 0xfeff) this.at = 1
    while (this.at < text.length) {
      const indent = this.indentation()
      const code = text.charCodeAt(this.at)
      if (code === 10) {
        this.at++
      } else if (code === 35) {
        const newline = text.indexOf('\n', this.at)
        const end = newline === -1 ? text.length : newline
        this.summary.prose.add(this.at, end)
        this.at = end + 1
      } else {
        while (this.blocks.length > 0 && (this.blocks.at(-1)?.indent ?? -1) >= indent) this.blocks.pop()
        this.line(indent)
      }
    }
  }

  private indentation(): number {
    let indent = 0
    for (; ; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (code === 32) indent++
      else if (code === 9) indent = (Math.floor(indent / 8) + 1) * 8
      else if (code === 12) indent = 0
      else if (code !== 13) return indent
    }
  }

  private line(indent: number): void {
    const { text, at: start } = this
    WORD.lastIndex = start
    const word = WORD.exec(text)?.[0] ?? ''
    const line = summarizeLine(text, start, this.summary)
    this.at = line.end + 1
    const block = this.blocks.at(-1)
    const silent = block !== undefined && block.globals.size === 0
    if (!line.semicolon && !line.inlineSuite) {
      if (word === 'def' || word === 'class') {
        DEFINITION.lastIndex = start
        const name = DEFINITION.exec(text)?.[1]
        const next = text.charCodeAt(DEFINITION.lastIndex)
        if (name !== undefined && !line.walrus && next < 128) {
          if (!silent) this.bind(name, block)
          this.blocks.push({ indent, globals: new Set() })
          return
        }
      } else if (silent && !this.speaksInside(word)) {
        return
      } else if (!silent && !line.walrus && !SPOKEN.has(word) && this.readPlain(start, word, line, block)) {
        return
      }
    }
    this.readTokens(tokenize(text, start, line.end), indent)
  }

  private speaksInside(word: string): boolean {
    return (
      word === 'import' ||
      word === 'from' ||
      word === 'lazy' ||
      word === 'async' ||
      (word === 'global' && this.mayDeclareGlobals)
    )
  }

  /** Lines that bind nothing, or one name by `name = …`. */
  private readPlain(start: number, word: string, line: LineSummary, block: Block | undefined): boolean {
    if (word === 'global') return false
    if (line.equals === 0) return !this.stub || line.colon === -1
    if (line.equals > 1 || (line.colon !== -1 && line.colon < this.text.indexOf('=', start))) return false
    SIMPLE_TARGET.lastIndex = start
    if (!SIMPLE_TARGET.test(this.text)) return false
    this.bind(word, block)
    return true
  }

  private readTokens(tokens: Tokens, indent: number): void {
    let outer = this.blocks.at(-1)
    let suite = false
    for (const statement of tokenStatements(tokens)) {
      const found = readImportStatement(tokens, statement.first)
      if (found !== null) {
        this.addImport(found, outer)
        continue
      }
      if (statement.word === 'global') this.declareGlobals(tokens, statement, outer)
      if (outer === undefined || outer.globals.size > 0)
        this.bindStatement(tokens, statement, outer, indent === 0 && !suite)
      suite ||= statement.header
      if (statement.header && isDefinition(tokens, statement)) {
        const block: Block = { indent, globals: new Set() }
        this.blocks.push(block)
        outer = block
      }
    }
  }

  private bindStatement(tokens: Tokens, statement: TokenStatement, block: Block | undefined, certain: boolean): void {
    for (const { index, manner } of boundTokens(tokens, statement)) {
      const name = tokenName(tokens, index)
      if (manner === 'delete') {
        if (certain && block === undefined) this.deleted.add(name)
      } else if (manner === 'plain' || manner === 'augmented' || (manner === 'annotation' && this.stub)) {
        this.bind(name, block)
      } else {
        this.deleted.delete(name)
      }
    }
    if (block === undefined && statement.word === '__all__') this.listNames(tokens, statement)
  }

  private bind(name: string, block: Block | undefined): void {
    if (block !== undefined) {
      if (!block.globals.has(name)) return
      this.fromFunctions.add(name)
    }
    this.bound.add(name)
    this.deleted.delete(name)
  }

  private addImport(found: ImportStatement, block: Block | undefined): void {
    const names = found.items.map((item): SurfaceName => {
      return { name: item.name, nameSpan: item.nameSpan, local: localName(found, item) }
    })
    const common = { form: found.form, statement: found.span, atModuleLevel: block === undefined }
    const { module } = found
    if (module === null) {
      for (const name of names)
        this.imports.push({ ...common, specifier: name.name, specifierSpan: name.nameSpan, names: [name] })
    } else {
      this.imports.push({ ...common, specifier: module.specifier, specifierSpan: module.span, names })
    }
    for (const { local } of names) if (local !== null) this.bind(local, block)
  }

  private declareGlobals(tokens: Tokens, { first, end }: TokenStatement, block: Block | undefined): void {
    for (let index = first + 1; index < end; index += 2) block?.globals.add(tokenName(tokens, index))
  }

  private listNames(tokens: Tokens, statement: TokenStatement): void {
    const listed = readListedNames(tokens, statement)
    if (listed === null) return
    const known = this.publicNames ?? { names: [], complete: true }
    const names = new Set([...known.names, ...listed.names])
    for (const name of listed.removed) names.delete(name)
    this.publicNames = { names: [...names], complete: known.complete && listed.complete }
  }
}

function isDefinition(tokens: Tokens, { first, word }: TokenStatement): boolean {
  const name = word === 'async' ? tokenName(tokens, first + 1) : word
  return name === 'def' || name === 'class'
}

function localName(statement: ImportStatement, item: ImportStatement['items'][number]): string | null {
  if (item.name === '*') return null
  if (item.alias !== null) return item.alias.name
  return statement.form === 'import' ? (item.name.split('.', 1)[0] ?? item.name) : item.name
}

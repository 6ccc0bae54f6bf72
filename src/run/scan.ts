import { type Decoded, decode } from '../core/decode.ts'
import { createLineIndex } from '../core/locate.ts'
import { matchFile } from '../core/match.ts'
import type { Match } from '../core/matches.ts'
import type { LanguageId, LiteralMigration, Migration } from '../core/migration.ts'
import { collectNeedles, lastSegments, moduleNeedles } from '../core/needles.ts'
import { type ByteSearch, createByteSearch } from '../core/prefilter.ts'
import type { UnanalysablePlace } from '../core/report.ts'
import type { SkippedFile, Source } from '../core/source.ts'
import type { ModuleFacts } from '../core/facts.ts'
import { languageOfPath } from '../languages/registry.ts'
import { type EmbeddedDocument, isEmbedding } from '../languages/embedded/document.ts'
import type { Span, TextEdit } from '../core/span.ts'
import type { Engine } from './engine.ts'
import type { FactsOf, FactsShelf } from './facts-shelf.ts'
import { isPythonConfig, matchConfigStrings } from './config-strings.ts'
import { matchLiterals } from './literals.ts'
import { createNeedleSearches, hasNeedle, needleLanguage, type Needles, type SearchOrder } from './needle-search.ts'

/** A file in which something was searched for and found. `engine` null: a text file with retired literals only. */
export interface ScannedFile {
  readonly path: string
  readonly engine: Engine | null
  readonly text: string
  readonly writable: boolean
  readonly encoding: string
  /** null: nothing was analysed. */
  readonly facts: FactsOf | null
  /** In offsets of `code`. */
  readonly matches: readonly Match[]
  /** What was analysed: the text itself, or the code inside it. */
  readonly code: string
  /** Other names under which it publishes removed symbols. */
  readonly aliases: readonly string[]
  /** How the code lies in the file; null where the file is code. */
  readonly document: EmbeddedDocument | null
}

/** A place in a file's code as a place in the file. */
export function toOuter(file: Pick<ScannedFile, 'document'>, span: Span): Span {
  return file.document ? file.document.toOuter(span) : span
}

/** @throws RangeError for an edit that leaves the code: planning refuses those. */
export function toOuterEdit(file: Pick<ScannedFile, 'document' | 'path'>, edit: TextEdit): TextEdit {
  if (!file.document) return edit
  const outer = file.document.translate(edit)
  if (!outer) throw new RangeError(`an edit leaves the code of ${file.path}`)
  return outer
}

export interface Prefiltered {
  /** Files with a needle of their language, or with a retired literal. */
  readonly hits: readonly string[]
  readonly read: number
  readonly bytes: number
}

export interface Searches {
  readonly needles: Needles
  readonly byLanguage: Readonly<Partial<Record<LanguageId, ByteSearch>>>
  readonly literals: readonly {
    readonly migration: LiteralMigration
    readonly search: ByteSearch
    readonly covers: (path: string) => boolean
  }[]
}

export function createSearches(
  migrations: readonly Migration[],
  languages: readonly LanguageId[],
  covers: (migration: Migration, path: string) => boolean,
  engines: ReadonlyMap<LanguageId, Engine>,
): Searches {
  const needles: Partial<Record<LanguageId, readonly string[]>> = {}
  for (const id of languages) {
    const resolver = engines.get(id)?.resolver
    const spell = (module: string): string[] =>
      resolver ? moduleNeedles(id, module, resolver) : lastSegments(id, module)
    needles[id] = [...collectNeedles(migrations, id, spell)]
  }
  const literals = migrations
    .filter((migration) => migration.kind === 'literal')
    .map((migration) => ({
      migration,
      search: createByteSearch([migration.from.literal], false),
      covers: (path: string) => covers(migration, path),
    }))
  return { needles, byLanguage: createNeedleSearches(needles), literals }
}

export function createNameSearches(names: ReadonlyMap<LanguageId, ReadonlySet<string>>): Searches {
  const needles: Needles = Object.fromEntries([...names].map(([id, own]) => [id, [...own]]))
  return { needles, byLanguage: createNeedleSearches(needles), literals: [] }
}

/** Look for needles in the bytes of every file; nothing is decoded. */
export function prefilter(
  source: Source,
  paths: readonly string[],
  searches: Searches,
  skip: (file: SkippedFile) => void,
): Prefiltered {
  const hits: string[] = []
  let read = 0
  let bytesRead = 0
  const wanted = pickSearched(paths, searches)
  source.readEach(
    wanted,
    (path, bytes) => {
      read++
      bytesRead += bytes.length
      if (
        hasNeedle(path, bytes, searches.byLanguage) ||
        searches.literals.some((literal) => literal.search.test(bytes) && literal.covers(path))
      )
        hits.push(path)
    },
    skip,
  )
  return { hits, read, bytes: bytesRead }
}

/** The files that may have a needle: retired literals stand in any. */
export function pickSearched(paths: readonly string[], searches: Searches): readonly string[] {
  return searches.literals.length > 0 ? paths : paths.filter((path) => needleLanguage(path) !== null)
}

/** What the searches are made from, as plain data. */
export function orderSearch({ needles, literals }: Searches): Omit<SearchOrder, 'timed'> {
  return { needles, literals: literals.map(({ migration }) => migration.from.literal) }
}

export interface ScanOptions {
  readonly engines: ReadonlyMap<LanguageId, Engine>
  readonly searches: Searches
  readonly covers: (migration: Migration, path: string) => boolean
  readonly skip: (file: SkippedFile) => void
  readonly unanalysable: (place: UnanalysablePlace) => void
  readonly shelf: FactsShelf
  /** Hears of each file with something to say, while its facts are at hand. */
  readonly found?: (file: ScannedFile) => void
}

/** Analyse and match the files that hit. */
export function scanHits(source: Source, hits: readonly string[], options: ScanOptions): ScannedFile[] {
  const scanned: ScannedFile[] = []
  source.readEach(
    hits,
    (path, bytes) => {
      const decoded = decode(path, bytes)
      if (decoded.text === null) return options.skip({ path, reason: decoded.reason })
      const file = scanText(path, decoded, options)
      if (!hasMoreToSay(file)) return
      scanned.push(file)
      options.found?.(file)
    },
    options.skip,
  )
  return scanned
}

/** A needle alone is no finding: what says nothing more is let go, so that memory stays flat. */
function hasMoreToSay({ matches, facts, engine }: ScannedFile): boolean {
  return matches.length > 0 || (facts?.().directives.length ?? 0) > 0 || (engine?.index.removesSymbols ?? false)
}

export function scanText(
  path: string,
  decoded: Extract<Decoded, { readonly text: string }>,
  options: ScanOptions,
): ScannedFile {
  const { text } = decoded
  const literals = options.searches.literals
    .filter((literal) => literal.covers(path))
    .map((literal) => literal.migration)
  const ofLiterals = matchLiterals(text, literals)
  const language = languageOfPath(path)
  const engine = language === null ? undefined : options.engines.get(language)
  const python = isPythonConfig(path) ? options.engines.get('python') : undefined
  if (python) {
    const ofConfig = matchConfigStrings(text, python, path, (migration) => options.covers(migration, path))
    return {
      path,
      engine: null,
      ...decoded,
      facts: null,
      matches: [...ofConfig, ...ofLiterals],
      code: text,
      aliases: [],
      document: null,
    }
  }
  const document = engine?.open(path, text, (reason) => options.skip({ path, reason })) ?? null
  if (!engine || (isEmbedding(path) && !document))
    return { path, engine: null, ...decoded, facts: null, matches: ofLiterals, code: text, aliases: [], document: null }
  const code = document?.text ?? text
  const facts = engine.analyze(path, code, document)
  if (!document) engine.remember(path, facts)
  const outer = (offset: number): number => toOuter({ document }, { start: offset, end: offset }).start
  if (facts.problem) {
    const { line } = createLineIndex(text).positionAt(outer(facts.problem.offset))
    options.skip({ path, reason: `does not parse (line ${line}: ${facts.problem.message}); searched by tokens only` })
  }
  const index = facts.unanalysable.length > 0 ? createLineIndex(text) : null
  for (const place of facts.unanalysable) {
    const position = index?.positionAt(outer(place.span.start))
    if (position) options.unanalysable({ path, line: position.line, column: position.column, what: place.what })
  }
  const matches = matchFile(engine.contextOf(path, facts, () => true)).map((match) =>
    options.covers(match.migration, path) ? match : { ...match, excluded: true },
  )
  // Literals are searched in the file itself, which a notebook's code is not.
  const literalsInCode = document && code.length !== text.length ? [] : ofLiterals
  const all = [...matches, ...literalsInCode].sort((a, b) => a.span.start - b.span.start)
  return {
    path,
    engine,
    ...decoded,
    facts: options.shelf.keep(code.length, facts, () => engine.analyze(path, code, document)),
    matches: all,
    code,
    aliases: publicAliasesOf(engine, path, facts),
    document,
  }
}

/**
 * Other names under which removed symbols are published. Their consumers spell those names and never the retired one,
 * so they have to be searched for again.
 */
export function findPublicAliases(files: readonly ScannedFile[]): Map<LanguageId, Set<string>> {
  const aliases = new Map<LanguageId, Set<string>>()
  for (const { engine, aliases: own } of files) {
    if (!engine || own.length === 0) continue
    const names = aliases.get(engine.id) ?? new Set()
    aliases.set(engine.id, names)
    for (const name of own) names.add(name)
  }
  return aliases
}

function publicAliasesOf(engine: Engine, path: string, facts: ModuleFacts): string[] {
  if (!engine.index.entries.some((entry) => entry.targets.length === 0)) return []
  const address = engine.resolver.addressOfPath(path)
  return facts.exports.flatMap((item) => {
    if (item.target.type === 'value' || item.name === 'default') return []
    const retired = engine.providers.findRetired(address, [item.name])
    if (!retired || retired.via.length === 0 || retired.hit.entry.targets.length > 0) return []
    return retired.hit.entry.names.at(-1) === item.name ? [] : [item.name]
  })
}

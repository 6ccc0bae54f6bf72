import type { Imported, ImportedEntry, WordScope } from './config/import/imported.ts'
import { joinImported, type KindTest } from './config/import/imported.ts'
import { chooseManifestName, discoverManifest, FOREIGN_FILE, toManifestPath } from './config/discover.ts'
import { acceptEntries } from './config/import/accept-entries.ts'
import { importLiteralSettings } from './config/import/literal-settings.ts'
import { isRestrictionRule } from './config/import/eslint.ts'
import { fillPythonEntry } from './config/import/python-entry.ts'
import { isCodeConfig, readConfig } from './config/import/read-config.ts'
import { toScriptEntry } from './config/import/script-entry.ts'
import { loadManifest } from './config/load.ts'
import type { RetiredInput } from './config/shapes.ts'
import { appendMigrations, initManifest } from './config/write.ts'
import { decode } from './core/decode.ts'
import type { Deprecation } from './core/deprecation.ts'
import type { Manifest } from './core/migration.ts'
import type { Source } from './core/source.ts'
import { UserError } from './core/user-error.ts'
import { LANGUAGE_IDS, languageOfPath, loadLanguage } from './languages/registry.ts'
import { Engine } from './run/engine.ts'
import { coversPath } from './run/selection.ts'
import { discoverRoot, pathBelowRoot } from './sources/root.ts'
import { openWorktree } from './sources/worktree.ts'

/** The manifest that imported entries are for; it may not exist yet. */
export interface ManifestTarget {
  readonly cwd: string
  readonly root: string
  /** Repo-relative. */
  readonly file: string
  readonly source: Source
  readonly manifest: Manifest | null
  /** The entries as a manifest of their own. */
  format(entries: readonly RetiredInput[]): string
  /** The manifest's text with the entries added. */
  append(entries: readonly RetiredInput[]): string
}

export interface ReadEntries {
  readonly entries: readonly RetiredInput[]
  /** What was not carried over or guessed; line 0 speaks of the whole file. */
  readonly notes: readonly { readonly file: string; readonly line: number; readonly message: string }[]
}

/** @throws UserError where there is a manifest that cannot be read. */
export async function openManifest(cwd: string, named: string | null): Promise<ManifestTarget> {
  const { root } = discoverRoot(cwd)
  const source = await openWorktree(root)
  const found = named === null ? discoverManifest(source).file : toManifestPath(named, root, cwd)
  const file = found ?? chooseManifestName(source)
  const bytes = source.read(file)
  const manifest = bytes ? await loadManifest(source, { file }) : null
  return {
    cwd,
    root,
    file,
    source,
    manifest,
    format: (entries) => appendMigrations('{\n  "version": 1,\n  "retired": []\n}\n', entries),
    append: (entries) =>
      appendMigrations(
        bytes ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : initManifest(),
        entries,
        file,
      ),
  }
}

/** @throws UserError where a file is of no known format or cannot be read. */
export async function importFiles(
  target: ManifestTarget,
  files: readonly { readonly file: string; readonly text: string }[],
): Promise<ReadEntries> {
  const kindOf = await createKindTest(target)
  const parts: { readonly file: string; readonly imported: Imported }[] = []
  for (const { file, text } of files) {
    const imported = isCodeConfig(file)
      ? await readCodeConfig(file, text)
      : readConfig(file.replaceAll('\\', '/'), text, kindOf)
    const isEmpty = imported.entries.length + imported.notes.length === 0
    parts.push({
      file,
      imported: isEmpty
        ? {
            entries: [],
            notes: [{ line: 0, message: 'bans nothing that could be carried over; --deprecated reads tags' }],
          }
        : imported,
    })
  }
  return accept(parts, target)
}

async function readCodeConfig(file: string, text: string): Promise<Imported> {
  const language = await loadLanguage('typescript')
  const settings = language.readLiteralSettings?.(file, text, isRestrictionRule) ?? null
  if (!settings) throw new UserError(`${file}: cannot be parsed`)
  return importLiteralSettings(settings)
}

/** One file after the other, so that of two entries for one place the first stays. */
function accept(
  parts: readonly { readonly file: string; readonly imported: Imported }[],
  target: ManifestTarget,
): ReadEntries {
  const joined = joinImported(parts.map(({ imported }) => imported))
  // `line` is told apart by file through a running number
  const owners: { readonly file: string; readonly line: number }[] = []
  const number = (file: string, line: number): number => owners.push({ file, line }) - 1
  const numbered: Imported = {
    entries: parts.flatMap(({ file, imported }) =>
      imported.entries.map(({ line, entry }): ImportedEntry => ({ line: number(file, line), entry })),
    ),
    notes: [],
  }
  const accepted = acceptEntries(numbered, target.manifest?.migrations ?? [])
  const notes = [
    ...parts.flatMap(({ file, imported }) => imported.notes.map((note) => ({ file, ...note }))),
    ...accepted.notes.map(({ line, message }) => ({
      file: owners[line]?.file ?? '',
      line: owners[line]?.line ?? 0,
      message,
    })),
  ]
  return { entries: joined.entries.length === 0 ? [] : accepted.entries, notes }
}

/** What a dotted name is in the standard library, or in the work tree: a module where a file or package of it is listed, a symbol where its module binds it. */
async function createKindTest({ source, manifest }: ManifestTarget): Promise<KindTest> {
  if (!source.list().some(({ path }) => languageOfPath(path) === 'python')) return () => null
  const { resolver, language } = new Engine(await loadLanguage('python'), source, manifest, [])
  const known = new Map<string, ReturnType<KindTest>>()
  const decide: KindTest = (dotted) => {
    const address = resolver.resolveManifest(dotted)
    const dot = dotted.lastIndexOf('.')
    if (address.path !== null) return 'module'
    if (!address.firstParty) return language.standardKind?.(dotted) ?? null
    if (dot === -1) return null
    const parent = resolver.resolveManifest(dotted.slice(0, dot))
    if (parent.path === null) return null
    const name = dotted.slice(dot + 1)
    const bytes = source.read(parent.path)
    const text = bytes ? decode(parent.path, bytes).text : null
    if (text !== null && language.outline?.(parent.path, text).names.has(name)) return 'symbol'
    // what was removed from a plain module can only have been one of its symbols
    return /(?:^|\/)__init__\.pyi?$/.test(parent.path) ? null : 'symbol'
  }
  return (dotted) => {
    const before = known.get(dotted)
    if (before !== undefined) return before
    const kind = decide(dotted)
    known.set(dotted, kind)
    return kind
  }
}

/**
 * Entries for what the source tree itself marks as deprecated.
 * @param paths where to look, relative to `cwd`; empty: everywhere.
 */
export async function importDeprecated(target: ManifestTarget, paths: readonly string[]): Promise<ReadEntries> {
  const { source, root, cwd, manifest } = target
  const selected = paths.map((path) => {
    const below = pathBelowRoot(root, cwd, path)
    if (below === null) throw new UserError(`${path} lies outside of ${root}`)
    if (below !== '' && !source.has(below) && !source.hasDirectory(below)) throw new UserError(`${path} does not exist`)
    return below
  })
  const kindOf = await createKindTest(target)
  const parts: { readonly file: string; readonly imported: Imported }[] = []
  for (const id of LANGUAGE_IDS) {
    const files = source.list().map(({ path }) => path)
    const wanted = files.filter(
      (path) =>
        languageOfPath(path) === id &&
        /\.(?:pyi?|[mc]?[jt]sx?)$/.test(path) &&
        (selected.length === 0 || coversPath(selected, path)),
    )
    if (wanted.length === 0) continue
    let engine: Engine | null = null
    const marked: { readonly path: string; readonly text: string }[] = []
    source.readEach(
      wanted,
      (path, bytes) => {
        const { text } = decode(path, bytes)
        if (text !== null && /deprecated/.test(text)) marked.push({ path, text })
      },
      () => {},
    )
    for (const { path, text } of marked) {
      engine ??= new Engine(await loadLanguage(id), source, manifest, [])
      const deprecations = engine.language.readDeprecations?.(path, text) ?? []
      if (deprecations.length === 0) continue
      parts.push({ file: path, imported: describeDeprecations(path, text, deprecations, engine, kindOf) })
    }
  }
  return accept(parts, target)
}

function describeDeprecations(
  path: string,
  text: string,
  deprecations: readonly Deprecation[],
  engine: Engine,
  kindOf: KindTest,
): Imported {
  const { key } = engine.resolver.addressOfPath(path)
  const isPython = engine.id === 'python'
  const module = isPython ? key : `./${key}`
  const scope = createWordScope(path, text, module, engine)
  const made = deprecations.map(({ name, line, message }): ImportedEntry => {
    const from = name === null ? { module } : { module, name }
    return isPython
      ? { line, entry: fillPythonEntry(from, message, kindOf, scope) }
      : toScriptEntry(from, message, line, scope)
  })
  return {
    // a tag that names no replacement retires nothing: it may stay for years
    entries: made.filter(({ entry }) => entry.to !== null),
    notes: made
      .filter(({ entry }) => entry.to === null)
      .map(({ line, entry }) => ({
        line,
        message: `${entry.from.name ?? entry.from.module} is deprecated, but no replacement could be read: ${entry.reason ?? 'no message'}`,
      })),
  }
}

function createWordScope(
  path: string,
  text: string,
  module: string,
  { id, language, resolver, providers }: Engine,
): WordScope {
  const facts = language.analyze(path, text)
  const resolve = (specifier: string): string | null => {
    const address = resolver.resolve(specifier, path)
    return address.firstParty && id === 'typescript' ? `./${address.key}` : address.key
  }
  return {
    resolve,
    lookup(word) {
      // a façade that offers the replacement itself is where its consumers take it from
      if (id === 'typescript' && providers.exists(resolver.addressOfPath(path), [word]) === 'yes')
        return { module, name: word }
      for (const fact of facts.imports)
        for (const name of fact.names)
          if (
            (name.localName ?? name.exportedAs) === word &&
            name.shape === 'named' &&
            name.members.length === 0 &&
            fact.kind !== 'dynamic-import'
          ) {
            const found = resolve(fact.specifier)
            return found === null ? null : { module: found, name: name.imported }
          }
      return facts.exports.some((item) => item.name === word) ? { module, name: word } : null
    },
  }
}

/** @throws UserError without a manifest, or where it cannot be read. */
export async function exportManifest(cwd: string, named: string | null, tool: 'ruff' | 'eslint') {
  const { manifest } = await openManifest(cwd, named)
  if (!manifest) {
    const foreign = named === null && discoverManifest((await openManifest(cwd, null)).source).foreign
    throw new UserError(
      foreign
        ? `${foreign} ${FOREIGN_FILE}`
        : `${named ?? 'migrations.json'}: there is no manifest to export — create one with repoint init, or name one with --manifest`,
    )
  }
  if (tool === 'ruff') return (await import('./config/export/ruff.ts')).exportRuff(manifest.migrations)
  return (await import('./config/export/eslint.ts')).exportEslint(manifest.migrations)
}

import type { ModuleFacts } from '../core/facts.ts'
import type { FileContext } from '../core/file-context.ts'
import { buildIndex, type MigrationIndex } from '../core/migration-index.ts'
import type { LanguageId, Manifest, Migration } from '../core/migration.ts'
import type { ModuleAddress, Resolver } from '../core/module-address.ts'
import { buildSurface, type Surface } from '../core/module-graph.ts'
import { Providers } from '../core/providers.ts'
import { decode } from '../core/decode.ts'
import type { Signature } from '../core/signature.ts'
import type { Source } from '../core/source.ts'
import { type DocumentOpener, type EmbeddedDocument, isEmbedding } from '../languages/embedded/document.ts'
import type { Language } from '../languages/language.ts'
import { findAmbientNames } from './ambient-names.ts'

/** One language at work on one source: its resolver, the retired paths, and the modules looked into so far. */
export class Engine {
  readonly language: Language
  readonly resolver: Resolver
  readonly #migrations: readonly Migration[]
  #index: MigrationIndex | null = null
  #providers: Providers | null = null
  readonly #source: Source
  readonly #signatures = new Map<string, Signature | null>()
  readonly #surfaces = new Map<string, Surface | null>()

  readonly #opener: DocumentOpener | null
  #needlePaths: readonly string[] | null = null
  #ambient: ReadonlySet<string> | null = null

  /** @param opener for files with code inside; null: such files are opaque. */
  constructor(
    language: Language,
    source: Source,
    manifest: Manifest | null,
    migrations: readonly Migration[],
    opener: DocumentOpener | null = null,
  ) {
    this.language = language
    this.#opener = opener
    this.#source = source
    this.resolver = language.createResolver(source, manifest)
    this.#migrations = migrations
  }

  /** Made when first asked for: resolving what the manifest spells takes long in a large tree, and dangling imports do without. */
  get index(): MigrationIndex {
    const { id } = this.language
    this.#index ??= buildIndex(
      this.#migrations,
      (wanted, spelled) => (wanted === id ? this.resolver.resolveManifest(spelled) : null),
      [id],
    )
    return this.#index
  }

  get providers(): Providers {
    this.#providers ??= new Providers(this.index, this.resolver, (address) => this.surfaceOf(address))
    return this.#providers
  }

  get id(): LanguageId {
    return this.language.id
  }

  /**
   * The code inside a file; null where the file is code, or cannot be opened.
   * @param refuse hears why it cannot.
   */
  open(path: string, text: string, refuse: (reason: string) => void = () => {}): EmbeddedDocument | null {
    return isEmbedding(path) ? (this.#opener?.(path, text, refuse) ?? null) : null
  }

  /** @param code of the file, or of the document inside it. */
  analyze(path: string, code: string, document: EmbeddedDocument | null): ModuleFacts {
    return document ? document.annotate(this.language.analyze(document.path, code)) : this.language.analyze(path, code)
  }

  surfaceOf(address: ModuleAddress): Surface | null {
    if (address.path === null) return null
    if (isEmbedding(address.path)) return { address, names: new Map(), stars: [], publicNames: null, dynamic: true }
    const known = this.#surfaces.get(address.path)
    if (known !== undefined) return known
    const facts = this.factsOf(address.path)
    const surface = facts === null ? null : buildSurface(address, address.path, facts, this.resolver)
    this.#surfaces.set(address.path, surface)
    return surface
  }

  /** Read anew each time; null where there is no such text. */
  factsOf(path: string): ModuleFacts | null {
    const bytes = this.#source.read(path)
    const text = bytes === null ? null : decode(path, bytes).text
    return text === null ? null : this.language.analyze(path, text)
  }

  /** What the function or class behind a name accepts, wherever it is defined. */
  signatureOf(module: ModuleAddress, name: string): Signature | null {
    const key = `${module.key}#${name}`
    const known = this.#signatures.get(key)
    if (known !== undefined) return known
    const signature = this.#readSignature(module, name)
    this.#signatures.set(key, signature)
    return signature
  }

  #readSignature(module: ModuleAddress, name: string): Signature | null {
    const origin = this.providers.findOrigin(module, name)
    const path = origin?.module.path ?? null
    const definition = origin?.names[0]
    if (path === null || definition === undefined) return null
    const bytes = this.#source.read(path)
    const decoded = bytes === null ? null : decode(path, bytes)
    return decoded === null || decoded.text === null
      ? null
      : this.language.readSignature(path, decoded.text, definition)
  }

  /** Facts that were made anyway spare reading the module again. */
  remember(path: string, facts: ModuleFacts): void {
    if (!this.#surfaces.has(path)) this.#surfaces.set(path, this.surfaceFrom(path, facts))
  }

  /** What a file publishes, going by these facts of it. Holds none of them. */
  surfaceFrom(path: string, facts: ModuleFacts): Surface {
    return buildSurface(this.resolver.addressOfPath(path), path, facts, this.resolver)
  }

  /** All files that spell a retired name, once that is known: no other is looked into for who else declares it. */
  set needlePaths(paths: readonly string[]) {
    this.#needlePaths = paths
  }

  #declaresForAll(name: string): boolean {
    if (this.language.id !== 'typescript') return false
    this.#ambient ??= findAmbientNames({
      source: this.#source,
      paths: this.#needlePaths ?? this.#source.list().map(({ path }) => path),
      names: this.index.entries.flatMap(({ names }) => names.slice(0, 1)),
      analyze: (path, text) => this.language.analyze(path, text),
    })
    return this.#ambient.has(name)
  }

  /** The same modules with some files replaced: how the tree will look after a fix. */
  overlay(changed: ReadonlyMap<string, Surface>): Providers {
    return new Providers(this.index, this.resolver, (address) =>
      address.path === null ? null : (changed.get(address.path) ?? this.surfaceOf(address)),
    )
  }

  contextOf(path: string, facts: ModuleFacts, accepts: (migration: Migration) => boolean): FileContext {
    return {
      path,
      facts,
      address: this.resolver.addressOfPath(path),
      resolver: this.resolver,
      providers: this.providers,
      index: this.index,
      accepts,
      isGlobalName: (name) => this.language.isGlobalName(name),
      isAmbientName: (name) => this.#declaresForAll(name),
    }
  }
}

import type { LanguageId } from './migration.ts'

/**
 * A module, found or not. `key` is its one canonical name. Python: the absolute dotted name as the importer
 * spells it. TS/JS: the repo-relative path without extension and without a trailing `/index` for first-party
 * files, the package specifier for the rest. A module that no longer exists still has its key.
 */
export interface ModuleAddress {
  readonly language: LanguageId
  readonly key: string
  /**
   * Other keys that denote the same file, `key` not among them: Python modules reachable from several roots.
   * TS/JS aliases and workspace specifiers are already resolved into `key`, so this is empty there.
   */
  readonly aliases: readonly string[]
  readonly firstParty: boolean
  /** The listed file that implements it; null where it is gone, external, or a namespace package. */
  readonly path: string | null
}

/**
 * Specifier ↔ module. One resolver per language and run, over one source; it answers from the source's
 * listing, never from the disk, so every source behaves alike and a deleted target still resolves.
 */
export interface Resolver {
  /** The module a file is. Python files outside every root get the dotted form of their path. */
  addressOfPath(path: string): ModuleAddress
  /** What `specifier` means in the file `fromPath`. Never fails: an unknown target resolves to the key it would have. */
  resolve(specifier: string, fromPath: string): ModuleAddress
  /** What a module spelled in the manifest means (`./src/x` and `src/x` are root-relative; aliases and workspace specifiers work). */
  resolveManifest(spelled: string): ModuleAddress
  /**
   * Python: the submodule `name` of a package, if a file or directory of that name exists (`from pkg import mod`).
   * TS/JS: always null.
   */
  submodule(parent: ModuleAddress, name: string): ModuleAddress | null
  /** Python: whether any module of the repository has a key that ends in the name, under whatever package. */
  hasModuleNamed?(name: string): boolean
  /** Names other than its path by which importers may call a module: aliases, `imports` keys, workspace specifiers. */
  spellingsOf?(address: ModuleAddress): readonly string[]
  /**
   * How `target` is spelled in `fromPath`, in the style of the specifier it replaces (relative stays relative,
   * alias stays alias, extension and index forms kept); `style` null: the file's most natural spelling.
   * null where it cannot be spelled from there (a Python file outside every root).
   */
  spell(target: ModuleAddress, fromPath: string, style: string | null): string | null
  /**
   * Whether code in `fromPath` belongs to the package of the module, or to one that declares it as a dependency. A bare
   * name in any other package is a namesake. Absent: every file may get at every module.
   */
  reaches?(fromPath: string, target: ModuleAddress): boolean
  /** Specifiers by which a module's package, another one than that of `fromPath`, shows itself: its name, its subpaths. Absent: none. */
  entriesOf?(target: ModuleAddress, fromPath: string): readonly string[]
  /** What stands behind a first-party specifier that resolved to no file. Slow: asked only where something is amiss. */
  explainMissing?(specifier: string, fromPath: string): MissingModule
  /**
   * Other listed files the specifier may mean, depending on how the importer is started or built: stubs, the same
   * dotted name under another root, JavaScript beside its declaration.
   */
  alternatives?(specifier: string, fromPath: string): readonly string[]
  /** Whether something outside of the repository may answer to the specifier: the standard library, what the project says it installs. */
  mayBeInstalled?(specifier: string): boolean
  /** Whether the file is only the likeliest: the specifier names build output, or an installed package may come first. */
  isGuess?(specifier: string, fromPath: string): boolean
}

/** What is known of a specifier that no file answers to. */
export interface MissingModule {
  /** It exists all the same: a namespace package, a directory. */
  readonly exists: boolean
  /** It exists by a declaration alone, so what it publishes nobody here can say. */
  readonly declared?: boolean
  /** Why a file may be there where the listing does not show it, for people; null: it is not. */
  readonly placeDoubt: string | null
  /** Why the specifier may mean another place altogether; null: it means this one. */
  readonly routeDoubt: string | null
  /** Repo-relative files it would be, likeliest first. */
  readonly paths: readonly string[]
}

import type { SkimmedOutline } from '../core/dangling-skim.ts'
import { decode } from '../core/decode.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Source } from '../core/source.ts'

/** What a file sets of others, as far as outlines tell (see SkimmedOutline). */
export type Setting = Pick<SkimmedOutline, 'stores' | 'replaced'>

/** `REGISTRY["x"] = …`, `REGISTRY.update(…)`, `REGISTRY += …`; from behind the name. */
const COLLECTION_CHANGE =
  /[ \t]*(?:\[[^[\]\n]{1,200}\][ \t]*=(?!=)|\.(?:update|setdefault|append|add|extend|insert|pop|popitem|remove|discard|clear|__setitem__)\(|[|+]=)/y

export interface Setters {
  /** The file that may set a name of a module from outside; null: none. */
  readonly setterOf: (module: ModuleAddress, name: string) => string | null
  /** Whether other files may change the module's `__all__`. */
  readonly isListedBy: (module: ModuleAddress) => boolean
}

export interface SetterWorld {
  readonly source: Source
  readonly paths: () => readonly string[]
  /** What an outline says the file sets; undefined: it has none. */
  readonly settingOf: (path: string) => Setting | undefined
  /** The same of a text; undefined: nothing can be set from outside in this language. */
  readonly readSetting: ((text: string) => Setting) | undefined
  /** What a name of a file is, where an import binds it; null: none does. */
  readonly moduleCalled: (name: string, path: string) => ModuleAddress | null
  /** What tells a module's names, besides its statements (see Outline). */
  readonly collectionsOf: (path: string) => readonly string[]
}

/** `base.dialect = …` in another file of the tree: a module is an object like others in Python. */
export function createSetters(world: SetterWorld): Setters {
  const { readSetting, moduleCalled } = world
  if (!readSetting) return { setterOf: () => null, isListedBy: () => false }
  let stores: Stores | null = null
  let listed: ReadonlySet<string> | 'any' | null = null
  const changers = new Map<string, readonly string[]>()
  const changersOf = (collection: string): readonly string[] => {
    const known = changers.get(collection) ?? findChangers(collection, world)
    changers.set(collection, known)
    return known
  }
  return {
    setterOf({ key, path: own }, name) {
      for (const collection of own === null ? [] : world.collectionsOf(own))
        for (const path of changersOf(collection)) if (path !== own) return path
      stores ??= findStores(world, readSetting)
      return stores.modules.get(key) ?? stores.attributes.get(`${key.slice(key.lastIndexOf('.') + 1)}.${name}`) ?? null
    },
    isListedBy({ key }) {
      stores ??= findStores(world, readSetting)
      listed ??= modulesListed(stores, moduleCalled)
      return listed === 'any' || listed.has(key)
    },
  }
}

/** Each with the file that does it. */
interface Stores {
  /** `base.attribute`, whatever the base is. */
  readonly attributes: ReadonlyMap<string, string>
  readonly modules: ReadonlyMap<string, string>
  /** By file, what a module is called in it whose `__all__` it changes. */
  readonly lists: readonly (readonly [path: string, base: string])[]
}

const LIST = '.__all__'

/** The keys of modules whose `__all__` others change; `any`: of which modules they do nobody knows. */
function modulesListed({ lists }: Stores, moduleCalled: SetterWorld['moduleCalled']): ReadonlySet<string> | 'any' {
  const listed = new Set<string>()
  for (const [path, base] of lists) {
    const module = moduleCalled(base, path)
    if (module === null) return 'any'
    for (const key of [module.key, ...module.aliases]) listed.add(key)
  }
  return listed
}

function findStores({ source, paths, settingOf }: SetterWorld, readSetting: (text: string) => Setting): Stores {
  const attributes = new Map<string, string>()
  const modules = new Map<string, string>()
  const lists: [path: string, base: string][] = []
  const note = (path: string, { stores, replaced }: Setting): void => {
    for (const store of stores) {
      attributes.set(store, path)
      if (store.endsWith(LIST)) lists.push([path, store.slice(0, -LIST.length)])
    }
    for (const module of replaced) modules.set(module, path)
  }
  const unknown: string[] = []
  for (const path of paths()) {
    const setting = settingOf(path)
    if (setting) note(path, setting)
    else unknown.push(path)
  }
  source.readEach(
    unknown,
    (path, bytes) => {
      const { text } = decode(path, bytes)
      if (text !== null) note(path, readSetting(text))
    },
    () => {},
  )
  return { attributes, modules, lists }
}

/** Files that change a collection called so. */
function findChangers(collection: string, { source, paths }: SetterWorld): string[] {
  const changers: string[] = []
  source.readEach(
    paths(),
    (path, bytes) => {
      if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(collection)) return
      const { text } = decode(path, bytes)
      if (text !== null && changesCollection(text, collection)) changers.push(path)
    },
    () => {},
  )
  return changers
}

function changesCollection(text: string, collection: string): boolean {
  for (let at = text.indexOf(collection); at !== -1; at = text.indexOf(collection, at + 1)) {
    COLLECTION_CHANGE.lastIndex = at + collection.length
    if (!/\w/.test(text.charAt(at - 1)) && COLLECTION_CHANGE.test(text)) return true
  }
  return false
}
